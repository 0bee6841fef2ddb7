-- In the place of the filter, for the benchmark alone: arm D stores by STOW-RS at Orthanc itself, which no scope may.
dofile("/usr/share/collimator/filter.lua")

local filter = IncomingHttpRequestFilter
function IncomingHttpRequestFilter(method, uri, ip, user, headers)
  local isStow = method == "POST" and uri == "/dicom-web/studies" and user == "gateway-store"
  return isStow or filter(method, uri, ip, user, headers)
end

local received = ReceivedInstanceFilter
function ReceivedInstanceFilter(dicom, origin, info)
  return origin.RequestOrigin == "Plugins" or received(dicom, origin, info)
end
