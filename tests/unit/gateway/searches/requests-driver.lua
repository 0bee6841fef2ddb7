-- Searches by keys in Request Attributes Sequence, with the series that the archive's fake lists by DICOMweb.
local driver = {}
local client = require "gateway.archive.client"
local requests = require "gateway.searches.requests"

local function list(query)
    local path = "/dicom-web/series?" .. query
    local status, body = client.askArchive({ scope = "watch", path = path, limit = 8 * 1024 * 1024 }, 30000)
    if status ~= 200 then return nil, "failed" end
    return body
end

function driver.resolve(wanted, ends_at)
    return requests.resolveByRequests(wanted, list, ends_at)
end

return driver
