#!/bin/bash
# Healthy when Orthanc's HTTP server answers; without credentials its answer is 401.
exec 3<>/dev/tcp/127.0.0.1/8042 || exit 1
printf 'GET /system HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >&3
read -r -t 3 _ status _ <&3
[ "$status" = 401 ]
