-- Measurements only, in the place of entry/init.lua, which it runs after it has put clocks around two functions: what
-- reads an Authorization header and gives a principal, and the check of a signature within it. CPU time of the worker's
-- thread, in microseconds (clock_gettime(2), CLOCK_THREAD_CPUTIME_ID); one more read of the clock costs some 0.3.
local ffi = require "ffi"
ffi.cdef [[
struct measured_time { long seconds; long nanoseconds; };
int clock_gettime(int clock, struct measured_time *time);
]]
local CLOCK_THREAD_CPUTIME_ID = 3
local time = ffi.new("struct measured_time")

local function now()
    ffi.C.clock_gettime(CLOCK_THREAD_CPUTIME_ID, time)
    return tonumber(time.seconds) * 1e6 + tonumber(time.nanoseconds) / 1e3
end

local signatures = 0
local calls = 0

-- Before whatever uses them is loaded, and so takes them as they are then.
local signature = require "gateway.jwt.signature"
local isSignatureOf = signature.isSignatureOf
function signature.isSignatureOf(key, alg, bytes, text)
    local began = now()
    local is = isSignatureOf(key, alg, bytes, text)
    signatures = signatures + (now() - began)
    return is
end

local identification = require "gateway.identity.identify-token"
local identifyToken = identification.identifyToken
function identification.identifyToken()
    calls = calls + 1
    local call = calls
    signatures = 0
    local began = now()
    local principal, refusal = identifyToken()
    local took = now() - began
    local measured = ngx.shared.measured
    if call ~= calls then
        -- It waited for the state, and the worker did something else meanwhile.
        measured:incr("waited", 1, 0)
    else
        measured:incr("identified", 1, 0)
        measured:incr("whole", took, 0)
        measured:incr("signature", signatures, 0)
    end
    return principal, refusal
end

dofile("/usr/share/collimator/lua/entry/init.lua")
