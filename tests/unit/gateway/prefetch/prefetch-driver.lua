-- Runs a job of gateway/prefetch/jobs.ts, where a change of the study is under way at the first looks at its epoch. Nothing
-- is really asked for, and no time passes. Returns the paths that were asked for, and the seconds that it has waited.
local driver = {}

function driver.run(job, looks)
    local asked, waited, sleep = {}, 0, ngx.sleep
    package.loaded["gateway.cache.epochs"] = setmetatable({
        epochOf = function()
            looks = looks - 1
            if looks < 0 then return "1.1" end
        end,
    }, { __index = require "gateway.cache.epochs" })
    package.loaded["gateway.prefetch.ask"] = {
        sendPrefetch = function(request)
            asked[#asked + 1] = request.path
            return { status = 200, body = "[]" }
        end,
    }
    package.loaded["gateway.prefetch.jobs"] = nil
    ngx.sleep = function(seconds) waited = waited + seconds end
    local done, failure = pcall(require("gateway.prefetch.jobs").runJob, job, "now")
    ngx.sleep = sleep
    assert(done, failure)
    return asked, waited
end

return driver
