#!/bin/sh
# with-apt COMMAND...: runs a command in an image build with apt pointed at Debian trixie and its security updates,
# behind a TLS-inspecting proxy too, and leaves no package lists behind.
#
# Where packages come from: APT_MIRROR and APT_SECURITY_MIRROR, as they are set by hand; else from where the base
# image's own sources say, over https if that answers. ORTHANC_SUITE: a second suite, used only where named by -t.
# Signatures are checked on every way.
set -eu
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
certificates=/etc/ssl/certs/ca-certificates.crt
# The base image's own sources, kept from its first use on.
own=/var/lib/with-apt
lists=/etc/apt/sources.list.d

# Prints the address of a suite in the base image's sources, in either of apt's formats (sources.list(5)).
address_of() {
  for file in "$own"/*.sources; do
    [ -e "$file" ] || continue
    awk -v suite="$1" 'BEGIN { RS = ""; FS = "\n" } {
      address = ""; is_there = 0; is_off = 0
      for (i = 1; i <= NF; i++) {
        count = split($i, words, /[ \t]+/); name = tolower(words[1])
        if (name == "uris:") address = words[2]
        if (name == "enabled:" && tolower(words[2]) == "no") is_off = 1
        if (name == "suites:") for (j = 2; j <= count; j++) if (words[j] == suite) is_there = 1
      }
      if (is_there && !is_off && address != "") { print address; exit }
    }' "$file"
  done
  for file in "$own"/*.list; do
    [ -e "$file" ] || continue
    sed -n 's/^deb[[:space:]]\{1,\}\(\[[^]]*\][[:space:]]*\)\{0,1\}//p' "$file" | awk -v suite="$1" '$2 == suite { print $1; exit }'
  done
}

# Writes the sources; $1 and $2 are the addresses of Debian and of its security updates.
write_sources() {
  rm -f /etc/apt/sources.list "$lists"/*
  cat >"$lists/debian.sources" <<END
Types: deb
URIs: $1
Suites: trixie trixie-updates
Components: main
Signed-By: $keyring

Types: deb
URIs: $2
Suites: trixie-security
Components: main
Signed-By: $keyring
END
  if [ -n "${ORTHANC_SUITE:-}" ] && [ "$ORTHANC_SUITE" != trixie ]; then
    printf 'Types: deb\nURIs: %s\nSuites: %s\nComponents: main\nSigned-By: %s\n' "$1" "$ORTHANC_SUITE" "$keyring" >"$lists/orthanc.sources"
    printf 'Package: *\nPin: release n=%s\nPin-Priority: 100\n' "$ORTHANC_SUITE" >/etc/apt/preferences.d/orthanc
    # A mirror of one's own may serve testing past the date until which its list is valid.
    if [ -n "${APT_MIRROR:-}" ]; then
      echo "with-apt: APT_MIRROR is set: how old its list of $ORTHANC_SUITE is is not checked, its signature is." >&2
      echo 'Check-Valid-Until: no' >>"$lists/orthanc.sources"
    fi
  fi
}

# An address over https, where it is http.
secure() {
  echo "$1" | sed 's|^http://|https://|'
}

update() {
  apt-get -o APT::Update::Error-Mode=any "$@" update
}

if [ ! -d "$own" ]; then
  mkdir -p "$own"
  for file in /etc/apt/sources.list "$lists"/*.list "$lists"/*.sources; do
    [ ! -e "$file" ] || cp "$file" "$own/$(basename "$file" .list | sed '/\.sources$/!s/$/.list/')"
  done
fi
mirror=${APT_MIRROR:-$(address_of trixie | head -n 1)}
if [ -z "$mirror" ]; then
  echo "with-apt: the base image has no sources of trixie: set APT_MIRROR (docs/configuration.md#apt_mirror)." >&2
  exit 1
fi
security=${APT_SECURITY_MIRROR:-$([ -n "${APT_MIRROR:-}" ] || address_of trixie-security | head -n 1)}
# Mirrors of Debian have its security updates beside it, under this name.
security=${security:-${mirror%/}-security}

export DEBIAN_FRONTEND=noninteractive
if [ -s /run/secrets/extra_ca ]; then
  cat "$certificates" /run/secrets/extra_ca >/tmp/with-apt.pem 2>/dev/null || cat /run/secrets/extra_ca >/tmp/with-apt.pem
  printf 'Acquire::https::CaInfo "/tmp/with-apt.pem";\n' >/etc/apt/apt.conf.d/90extra-ca
fi
if [ -n "${APT_MIRROR:-}" ] || [ "$(secure "$mirror$security")" = "$mirror$security" ]; then
  write_sources "$mirror" "$security"
  update
elif [ ! -s "$certificates" ] && [ ! -s /run/secrets/extra_ca ]; then
  echo "with-apt: without ca-certificates yet: packages come over http, with their signatures checked." >&2
  write_sources "$mirror" "$security"
  update
else
  write_sources "$(secure "$mirror")" "$(secure "$security")"
  if ! update -o Acquire::Retries=0 -o Acquire::https::Timeout=20; then
    echo "with-apt: $mirror does not answer over https: packages come over http, with their signatures checked." >&2
    write_sources "$mirror" "$security"
    update
  fi
fi
# An old base image would keep holes that Debian has closed since.
apt-get -y upgrade
"$@"
rm -f /tmp/with-apt.pem /etc/apt/apt.conf.d/90extra-ca "$lists"/*
rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/log/apt /var/log/dpkg.log
