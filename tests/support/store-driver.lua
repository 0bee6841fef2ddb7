-- Drives the streaming parsers of gateway/store/: they are given a text in pieces, and what they say is collected.
local multipart = require "gateway.store.multipart"
local inspect = require "gateway.store.inspect"
require("gateway.config.settings").settings = function() return { publicUrl = "https://pacs.example" } end
local answer = require "gateway.store.answer"
local response = require "gateway.store.response"
local driver = {}

-- A function that gives a text piece by piece; `cuts` are where pieces end, `step` is the size of all others.
local function pieces(text, cuts, step, failure)
    local at, cut = 1, 1
    return function()
        if at > #text then return nil, failure end
        local to = math.min(#text, at + step - 1)
        if cuts[cut] and cuts[cut] <= to then
            to = cuts[cut]
            cut = cut + 1
        end
        if to < at then to = at end
        local piece = text:sub(at, to)
        at = to + 1
        return piece
    end
end

local function read_parts(read, boundary, unread)
    local reader = multipart.openMultipart(read, boundary)
    local answer = { parts = {} }
    while true do
        local headers, failure = multipart.nextPart(reader)
        if not headers then
            answer.failure = failure
            return answer
        end
        local part = { headers = headers, most = 0 }
        answer.parts[#answer.parts + 1] = part
        if not unread[#answer.parts] then
            local content = {}
            while true do
                local piece, broken = multipart.readContent(reader)
                if not piece then
                    part.failure = broken
                    break
                end
                if piece == "" then error("an empty piece") end
                content[#content + 1] = piece
                part.most = math.max(part.most, #piece)
            end
            part.content = table.concat(content)
        end
    end
end

-- A body in several framings; `unread` names parts whose content is left alone.
function driver.multipart(boundary, body, framings, unread)
    local answers = {}
    for at, framing in ipairs(framings) do
        local skipped = {}
        for _, number in ipairs(unread or {}) do skipped[number] = true end
        local read = pieces(body, framing.cuts, framing.step, framing.failure)
        answers[at] = read_parts(read, boundary, skipped)
    end
    return answers
end

local function look(read)
    local inspector = inspect.newInspector()
    while true do
        local piece = read()
        if not piece then break end
        local fault = inspect.feed(inspector, piece)
        if fault then
            local _, said = inspect.finish(inspector)
            if said ~= fault then error(("%s, then %s"):format(fault, said)) end
            return { fault = fault, identity = inspect.identityOf(inspector) }
        end
    end
    local facts, fault = inspect.finish(inspector)
    return { facts = facts, fault = fault, identity = inspect.identityOf(inspector) }
end

-- Files, each in several framings.
function driver.inspect(files, framings)
    local answers = {}
    for _, file in ipairs(files) do
        local said = {}
        for at, framing in ipairs(framings) do said[at] = look(pieces(file, framing.cuts, framing.step)) end
        answers[#answers + 1] = said
    end
    return answers
end

-- A beginning, a text as often as it takes to be so many bytes, and an end, in pieces, as a function that gives them.
local function long(before, unit, bytes, after, step)
    local block = unit:rep(math.ceil(step / #unit))
    local left, state = bytes, 0
    return function()
        if state == 0 then
            state = 1
            return before
        end
        if left > 0 then
            left = left - #block
            return block
        end
        if state == 1 and after ~= "" then
            state = 2
            return after
        end
        return nil
    end
end

-- Seconds of processor time that it takes to read a long body, or to inspect a long file; the least of some tries. With
-- it the longest that one piece took, what was said, and by how many kB memory grew.
function driver.time(what, before, unit, bytes, after, step, boundary)
    local best, worst, said, grown = math.huge, math.huge, nil, 0
    for _ = 1, 3 do
        collectgarbage()
        local held = collectgarbage("count")
        local read = long(before, unit, bytes, after, step)
        local slowest, last = 0, os.clock()
        local timed = function()
            local piece, failure = read()
            slowest, last = math.max(slowest, os.clock() - last), os.clock()
            return piece, failure
        end
        local from = os.clock()
        if what == "inspect" then
            said = look(timed)
        else
            local reader = multipart.openMultipart(timed, boundary)
            local parts, content = 0, 0
            while true do
                local headers, failure = multipart.nextPart(reader)
                if not headers then
                    said = { failure = failure, parts = parts, bytes = content }
                    break
                end
                parts = parts + 1
                while true do
                    local piece = multipart.readContent(reader)
                    if not piece then break end
                    content = content + #piece
                end
            end
        end
        best, worst = math.min(best, os.clock() - from), math.min(worst, slowest)
        collectgarbage()
        grown = collectgarbage("count") - held
    end
    return { seconds = best, slowest = worst, said = said, grown = grown }
end

-- Seconds of processor time for an answer of so many parts, half of which failed, and the longest without a pause; not
-- that of the collector, which has to do with all that the test itself holds.
function driver.respond(count, content_type)
    local stored, failed = {}, {}
    for at = 1, count / 2 do
        stored[at] = { sopClass = "1.2", sopInstance = "1.3." .. at, study = "1.4", series = "1.5" }
        failed[at] = { sopClass = "1.2", sopInstance = "1.6." .. at, fault = "truncated" }
    end
    local best, worst, sleep = math.huge, math.huge, ngx.sleep
    for _ = 1, 5 do
        collectgarbage()
        collectgarbage("stop")
        local from, slowest = os.clock(), 0
        local last = from
        ngx.sleep = function(...)
            slowest = math.max(slowest, os.clock() - last)
            sleep(...)
            last = os.clock()
        end
        response.storeResponse(stored, failed, content_type)
        ngx.sleep = sleep
        best, worst = math.min(best, os.clock() - from), math.min(worst, math.max(slowest, os.clock() - last))
        collectgarbage("restart")
    end
    return { seconds = best, slowest = worst }
end

-- What goes out over a connection, send by send, for an answer whose body comes in so many pieces.
function driver.sends(pieces)
    local sends, body = {}, {}
    for at = 1, pieces do body[at] = at .. "," end
    local socket = { send = function(_, text)
        sends[#sends + 1] = text
        return #text
    end }
    answer.putAnswer(socket, { status = 200, contentType = "text/plain", body = body })
    return sends
end

return driver
