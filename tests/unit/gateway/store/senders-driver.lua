-- Hands parts to gateway/store/senders.ts, and collects when each begins to be sent and when it has been.
local senders = require "gateway.store.senders"
local driver = {}

-- `parts`: {study, series}, and whether sending it fails. Each takes some milliseconds, the earlier ones more. `before`: a
-- part that another request has stored so many seconds ago; `removed`: something has been deleted since.
function driver.send(parts, before, seconds, removed)
    local now = ngx.now
    if before then
        ngx.now = function() return now() - seconds end
        senders.noteSeries(before)
        ngx.now = now
    end
    if removed then require("gateway.cache.removals").countRemoval() end
    local events = {}
    local sending = senders.newSenders(function(ready)
        events[#events + 1] = { "begin", ready.number }
        ngx.sleep(0.01 + (#parts - ready.number) * 0.002)
        events[#events + 1] = { "end", ready.number }
        if ready.facts.fails then error("part " .. ready.number) end
    end)
    for at, facts in ipairs(parts) do
        senders.handOver(sending, { number = at - 1, part = {}, facts = facts })
    end
    senders.awaitSenders(sending)
    return events
end

return driver
