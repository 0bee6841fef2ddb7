# The product's images: gateway, orthanc, valkey. And those that tests need: browser, dicom-tools, provider,
# lua-check.
# Everything comes from two registries: Debian's packages and npm. BASE_IMAGE may be any Debian trixie.
ARG BASE_IMAGE=debian:trixie-slim

# ---- base: apt sources with security updates, one fixed user ------------------------------------------
FROM ${BASE_IMAGE} AS base
ARG APT_MIRROR
ARG APT_SECURITY_MIRROR
COPY scripts/docker/with-apt.sh /usr/local/bin/with-apt
RUN groupadd --gid 10001 collimator \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin collimator
RUN --mount=type=secret,id=extra_ca with-apt apt-get install -y --no-install-recommends ca-certificates

# ---- build: TypeScript to Lua, the viewer ------------------------------------------------------------
FROM base AS node
RUN --mount=type=secret,id=extra_ca with-apt apt-get install -y --no-install-recommends nodejs npm
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
# Empty: npm's own.
ARG NPM_REGISTRY
# The extra CA is added to the public ones for npm, behind a TLS-inspecting proxy.
RUN --mount=type=secret,id=extra_ca --mount=type=cache,target=/root/.npm \
    if [ -s /run/secrets/extra_ca ]; then export NODE_EXTRA_CA_CERTS=/run/secrets/extra_ca; fi; \
    npm ci --omit=dev ${NPM_REGISTRY:+--registry="$NPM_REGISTRY"}

FROM node AS lua
COPY scripts/docker/common-passwords.mjs ./
RUN mkdir dist && node common-passwords.mjs dist/common-passwords.txt \
 && cp node_modules/@zxcvbn-ts/language-common/LICENSE.txt dist/common-passwords.LICENSE
COPY tsconfig.json tsconfig.orthanc.json ./
COPY lua-src lua-src
# Without its hooks the filter would allow everything, and show what was before, silently.
RUN node_modules/.bin/tstl && node_modules/.bin/tstl -p tsconfig.orthanc.json \
 && for hook in IncomingHttpRequestFilter ReceivedInstanceFilter ReceivedCStoreInstanceFilter; do \
      grep -q "^_G.$hook = " dist/orthanc/filter.lua || exit 1; \
    done

# An OHIF build of one's own, in place of the npm package: Compose sets this context to VIEWER_DIST.
FROM scratch AS viewer-dist

FROM node AS viewer
COPY ohif-config/build ohif-config/build
COPY ohif-config/odd-objects ohif-config/odd-objects
COPY ohif-config/refusals ohif-config/refusals
COPY ohif-config/session ohif-config/session
COPY ohif-config/study-list ohif-config/study-list
COPY ohif-config/texts ohif-config/texts
COPY ohif-config/upload ohif-config/upload
RUN --mount=type=bind,from=viewer-dist,target=/viewer-dist \
    --mount=type=secret,id=extra_ca --mount=type=cache,target=/root/.npm \
    if [ -s /run/secrets/extra_ca ]; then export NODE_EXTRA_CA_CERTS=/run/secrets/extra_ca; fi; \
    if [ -n "$NPM_REGISTRY" ]; then export npm_config_registry="$NPM_REGISTRY"; fi; \
    GOMAXPROCS=2 node_modules/.bin/tsx ohif-config/build/build.ts /viewer /viewer-dist

# lua-nginx-redis depends on another nginx than ours, so its one file is unpacked, with its licence.
FROM base AS redis-client
WORKDIR /redis-client
RUN --mount=type=secret,id=extra_ca with-apt apt-get download lua-nginx-redis && dpkg -x lua-nginx-redis_*.deb .

# ---- the gateway (and setup, by another command) -----------------------------------------------------
FROM base AS gateway
RUN --mount=type=secret,id=extra_ca with-apt apt-get install -y --no-install-recommends nginx-light libnginx-mod-http-ndk libnginx-mod-http-lua \
    libnginx-mod-http-brotli-filter libnginx-mod-http-brotli-static lua-resty-core lua-resty-lrucache \
    lua-luaossl lua-cjson lua-posix luajit \
 && rm -rf /etc/nginx/sites-* /etc/nginx/modules-enabled/* /var/www
COPY --from=redis-client /redis-client/usr/share/lua/5.1/nginx/redis.lua /usr/share/lua/5.1/nginx/redis.lua
COPY --from=redis-client /redis-client/usr/share/doc/lua-nginx-redis/copyright /usr/share/doc/lua-nginx-redis/copyright
COPY --from=viewer /viewer /usr/share/collimator
COPY ohif-config/pages /usr/share/collimator/pages
COPY ohif-config/texts /usr/share/collimator/texts
COPY ohif-config/app-config.template.js /usr/share/collimator/app-config.template.js
COPY nginx /etc/collimator/nginx
COPY scripts/docker/collimator.sh /usr/local/bin/collimator
COPY --from=lua /build/dist/common-passwords.* /usr/share/collimator/
COPY --from=lua /build/dist/lua /usr/share/collimator/lua
# Named volumes take owner and mode from these directories when they are first used.
RUN install -d -o 10001 -g 10001 -m 0700 /secrets /secrets/gateway /secrets/orthanc /secrets/valkey /run/collimator /cache \
 && install -d /state /archive /tls
ENV LUA_PATH=/usr/share/collimator/lua/?.lua;/usr/share/lua/5.1/?.lua;/usr/share/lua/5.1/?/init.lua;;
USER 10001:10001
EXPOSE 8080 8443
STOPSIGNAL SIGQUIT
ENTRYPOINT ["/usr/local/bin/collimator"]
CMD ["gateway"]
HEALTHCHECK --interval=5s --timeout=4s --start-period=30s --retries=3 CMD ["/usr/local/bin/collimator", "ready"]

# ---- the archive -------------------------------------------------------------------------------------
FROM base AS orthanc-build
ARG ORTHANC_SUITE=forky
RUN --mount=type=secret,id=extra_ca with-apt sh -c 'apt-get install -y --no-install-recommends g++ libc6-dev zlib1g-dev \
 && apt-get install -y --no-install-recommends -t "$ORTHANC_SUITE" orthanc-dev'
COPY scripts/docker/*.c scripts/docker/*.cc scripts/docker/*.h ./
RUN for source in orthanc-*.c orthanc-*.cc; do \
      case "$source" in *.cc) compiler=g++ ;; *) compiler=gcc ;; esac; \
      "$compiler" -O2 -Wall -Wextra -Werror -shared -fPIC -o "/${source%.*}.so" "$source" -Wl,--as-needed -lz || exit 1; \
    done

FROM base AS orthanc
ARG ORTHANC_SUITE=forky
RUN --mount=type=secret,id=extra_ca with-apt apt-get install -y --no-install-recommends -t "$ORTHANC_SUITE" \
    orthanc orthanc-dicomweb orthanc-gdcm sqlite3 \
 && rm -rf /etc/orthanc && mkdir /etc/orthanc \
 && ln -s /secrets/generated.json /etc/orthanc/generated.json \
 && install -d -o 10001 -g 10001 -m 0700 /archive /secrets
COPY orthanc/ /etc/orthanc/
COPY --from=lua /build/dist/orthanc/filter.lua /usr/share/collimator/filter.lua
COPY scripts/docker/orthanc-health.sh /usr/local/bin/orthanc-health
COPY scripts/docker/orthanc-start.sh /usr/local/bin/orthanc-start
COPY --from=orthanc-build /orthanc-*.so /usr/local/lib/
# A new archive's index, with the statistics that it has no rows for yet, and bounds.
RUN mv /etc/orthanc/index-*.sql /usr/share/collimator/ \
 && mkdir /tmp/new && cd /tmp/new && echo '{"HttpServerEnabled": false, "DicomServerEnabled": false, "StorageDirectory": "."}' > new.json \
 && { timeout 5 Orthanc new.json || [ $? = 124 ]; } \
 && cat /usr/share/collimator/index-*.sql | sqlite3 -bail index \
 && sqlite3 index 'PRAGMA wal_checkpoint(TRUNCATE)' && install -m 0644 index /usr/share/collimator/new-index \
 && rm -r /tmp/new
# Without it DCMTK waits 40 ms for each message of C-STORE, by Nagle's algorithm. The sender has to do the same.
ENV TCP_NODELAY=1
USER 10001:10001
EXPOSE 4242
ENTRYPOINT ["orthanc-start"]
CMD ["Orthanc", "/etc/orthanc"]
HEALTHCHECK --interval=5s --timeout=4s --start-period=60s --retries=3 CMD ["/usr/local/bin/orthanc-health"]

# ---- shared state ------------------------------------------------------------------------------------
FROM base AS valkey
RUN --mount=type=secret,id=extra_ca with-apt apt-get install -y --no-install-recommends valkey-server valkey-tools \
 && install -d -o 10001 -g 10001 -m 0700 /data /secrets
USER 10001:10001
CMD ["valkey-server", "/secrets/valkey.conf"]
HEALTHCHECK --interval=5s --timeout=4s --start-period=20s --retries=3 \
    CMD ["sh", "-c", "REDISCLI_AUTH=$(cat /secrets/password) valkey-cli ping | grep -q PONG"]

# ---- for tests only ----------------------------------------------------------------------------------
FROM base AS browser
RUN --mount=type=secret,id=extra_ca with-apt apt-get install -y --no-install-recommends chromium fonts-dejavu-core fonts-noto-core fonts-noto-cjk
USER 10001:10001
ENTRYPOINT ["chromium"]

FROM base AS dicom-tools
RUN --mount=type=secret,id=extra_ca with-apt apt-get install -y --no-install-recommends dcmtk libgdcm-tools \
    openjph-tools
ENV TCP_NODELAY=1
USER 10001:10001

# An OpenID provider that was not made for this project: LemonLDAP::NG, with nginx before it. Its configuration comes from the tests.
FROM base AS provider
RUN --mount=type=secret,id=extra_ca with-apt apt-get install -y --no-install-recommends liblemonldap-ng-portal-perl \
    lemonldap-ng-fastcgi-server libcrypt-jwt-perl libemail-sender-perl libio-string-perl libmime-tools-perl \
    libstring-random-perl nginx-light curl \
 && rm /var/lib/lemonldap-ng/conf/lmConf-1.json \
 && sed -i 's/^logLevel.*/logLevel = info/' /etc/lemonldap-ng/lemonldap-ng.ini && chmod 644 /etc/lemonldap-ng/lemonldap-ng.ini \
 && chown -R 10001:10001 /var/lib/lemonldap-ng /var/cache/lemonldap-ng \
 && install -d -o 10001 -g 10001 /run/llng-fastcgi-server
ENV LLNG_DEFAULTLOGGER=Lemonldap::NG::Common::Logger::Std
USER 10001:10001
EXPOSE 8443

FROM base AS lua-check
RUN --mount=type=secret,id=extra_ca with-apt apt-get install -y --no-install-recommends lua-check lua5.3
COPY --from=lua /build/dist/lua /lua
COPY --from=lua /build/dist/orthanc/filter.lua /filter.lua
# Globals that do not exist, such as JSON or Date. Its list of ngx_lua's functions is older than the thread pool's.
RUN luacheck /lua --std ngx_lua+luajit --only 1 --read-globals ngx.run_worker_thread \
    --exclude-files '**/lualib_bundle.lua' \
 && luacheck /filter.lua --std lua53 --only 1 --new-globals IncomingHttpRequestFilter ReceivedInstanceFilter \
    ReceivedCStoreInstanceFilter OnHeartBeat \
    --read-globals RestApiPost RestApiGet RestApiPut RestApiDelete ParseJson GetOrthancConfiguration \
 && luac5.3 -p /filter.lua
