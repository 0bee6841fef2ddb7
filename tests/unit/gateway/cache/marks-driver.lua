-- Changes that a worker has left under way when it ended, and the one that starts after it. No state is asked: what would
-- be raised in it is collected.
local driver = {}
local raised = {}
package.loaded["gateway.cache.epochs"] = setmetatable({
    raiseEpochs = function(subjects)
        for _, subject in ipairs(subjects) do raised[#raised + 1] = subject end
        return true
    end,
}, { __index = require "gateway.cache.epochs" })
local writes = require "gateway.cache.writes"

-- A worker with this number begins changes of studies, and ends.
function driver.leave(process, studies)
    local pid = ngx.worker.pid
    ngx.worker.pid = function() return process end
    local done, failure = pcall(writes.markWrites, studies)
    ngx.worker.pid = pid
    assert(done, failure)
end

-- This worker starts. Returns what has been raised since, and for each subject whether a change is under way.
function driver.start(subjects)
    raised = {}
    writes.startCounters()
    ngx.sleep(0.3)
    local under_way = {}
    for at, subject in ipairs(subjects) do under_way[at] = (ngx.shared.writes:get(subject) or 0) % 100000 end
    return raised, under_way
end

-- Entries of the zone that say what a worker has under way.
function driver.held()
    local held = {}
    for _, key in ipairs(ngx.shared.writes:get_keys(0)) do
        if key:find("^of ") then held[#held + 1] = ngx.shared.writes:get(key) end
    end
    return held
end

-- This worker begins a change of a study, and drops or settles it.
function driver.change(study, how)
    writes[how](writes.markWrites({ study }))
    ngx.sleep(0.3)
end

return driver
