import { badOidcSettings } from "./bad-oidc-settings";
import { badTlsSettings } from "./bad-tls-settings";

/** Settings that stop the start, each with the code and a part of the sentence that says so. */
export interface BadSettings {
  readonly title: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly code: string;
  readonly says: string;
}

const bad = (title: string, environment: Record<string, string>, code: string, says: string): BadSettings => ({
  title,
  environment,
  code,
  says,
});

export const badSettings: readonly BadSettings[] = [
  bad(
    "a port of letters",
    { HTTP_PORT: "http" },
    "CFG-002",
    'HTTP_PORT is "http"; it must be a whole number from 1 to',
  ),
  bad("port 0", { HTTP_PORT: "0" }, "CFG-002", 'HTTP_PORT is "0"'),
  bad("a port too high", { DICOM_PORT: "65536" }, "CFG-002", 'DICOM_PORT is "65536"'),
  bad("a port with a zero in front", { DICOM_PORT: "0104" }, "CFG-002", 'DICOM_PORT is "0104"'),
  bad("a port in hexadecimal", { HTTP_PORT: "0x50" }, "CFG-002", 'HTTP_PORT is "0x50"'),
  bad("an address with a number too high", { BIND_ADDRESS: "127.0.0.256" }, "CFG-003", 'BIND_ADDRESS is "127.0.0.256"'),
  bad("a name for an address", { DICOM_BIND: "localhost" }, "CFG-003", 'DICOM_BIND is "localhost"; it must be an IPv4'),
  bad("a public URL without scheme", { PUBLIC_URL: "pacs.example.org" }, "CFG-004", 'PUBLIC_URL is "pacs.example.org"'),
  bad("a public URL with a path", { PUBLIC_URL: "https://a.example/pacs" }, "CFG-004", "with nothing behind it"),
  bad("a public URL with a slash", { PUBLIC_URL: "https://a.example/" }, "CFG-004", "not even a slash"),
  bad("a public URL with a query", { PUBLIC_URL: "https://a.example?x=1" }, "CFG-004", "PUBLIC_URL is"),
  bad(
    "a public URL of another scheme",
    { PUBLIC_URL: "ftp://a.example" },
    "CFG-004",
    'PUBLIC_URL is "ftp://a.example"',
  ),
  bad("a public URL with an odd IPv4 host", { PUBLIC_URL: "http://127.1" }, "CFG-004", 'PUBLIC_URL is "http://127.1"'),
  bad("a public URL with port 0", { PUBLIC_URL: "https://a.example:0" }, "CFG-004", "PUBLIC_URL is"),
  bad("a public URL with a quote", { PUBLIC_URL: 'https://a.example";' }, "CFG-004", "PUBLIC_URL is"),
  bad(
    "a public URL with a user",
    { PUBLIC_URL: "https://me:opensesame@a.example" },
    "CFG-004",
    "PUBLIC_URL is (not shown, it may hold a password)",
  ),
  bad("http to a network", { PUBLIC_URL: "http://pacs.example.org" }, "CFG-005", "it must start with https://, with"),
  bad("http with another port", { PUBLIC_URL: "http://localhost:8080" }, "CFG-006", "the port of HTTP_PORT, 80."),
  bad(
    "http to a network, told the modes",
    { PUBLIC_URL: "http://10.1.2.3" },
    "CFG-005",
    "with TLS_MODE self-signed, files or proxy, unless its host is 127.0.0.1",
  ),
  ...badTlsSettings,
  ...badOidcSettings,
  bad(
    "open to a network without https",
    { BIND_ADDRESS: "0.0.0.0" },
    "CFG-007",
    'BIND_ADDRESS is "0.0.0.0", which others',
  ),
  bad(
    "a size without unit",
    { UPLOAD_LIMIT: "1024" },
    "CFG-008",
    'UPLOAD_LIMIT is "1024"; it must be a whole number with',
  ),
  bad("a size with a fraction", { ORTHANC_MEMORY: "5.5g" }, "CFG-008", 'ORTHANC_MEMORY is "5.5g"'),
  bad("a size too small", { VALKEY_MEMORY: "8m" }, "CFG-009", 'VALKEY_MEMORY is "8m"; it must be between 64m and 256g'),
  bad(
    "an archive without a reserve",
    { ARCHIVE_MIN_FREE: "8m" },
    "CFG-009",
    'ARCHIVE_MIN_FREE is "8m"; it must be between 16m and 16384g',
  ),
  bad(
    "a cache too small",
    { CACHE_SIZE: "100m" },
    "CFG-009",
    'CACHE_SIZE is "100m"; it must be between 256m and 16384g, or off',
  ),
  bad("a size too large", { UPLOAD_LIMIT: "33g" }, "CFG-009", 'UPLOAD_LIMIT is "33g"; it must be between 1m and 8g'),
  bad(
    "an archive too small for the uploads",
    { UPLOAD_LIMIT: "2g" },
    "CFG-010",
    'ORTHANC_MEMORY is "5g"; with UPLOAD_LIMIT 2g it must be at least 7851m.',
  ),
  bad(
    "minutes with a unit",
    { SESSION_IDLE_MINUTES: "30m" },
    "CFG-011",
    "it must be a whole number of minutes from 1 to 1440",
  ),
  bad(
    "sessions of a year",
    { SESSION_MAX_HOURS: "8760" },
    "CFG-011",
    "it must be a whole number of hours from 1 to 168",
  ),
  bad(
    "sessions idle for longer than they last",
    { SESSION_IDLE_MINUTES: "61", SESSION_MAX_HOURS: "1" },
    "CFG-012",
    'SESSION_IDLE_MINUTES is "61"; it must be at most SESSION_MAX_HOURS, which is 60 minutes.',
  ),
  bad("an AE title of 17 characters", { DICOM_AET: "ABCDEFGHIJKLMNOPQ" }, "CFG-013", "1 to 16 letters"),
  bad("an AE title with a backslash", { DICOM_AET: "A\\B" }, "CFG-013", "DICOM_AET is"),
  bad("a network of four octets", { ARCHIVE_NET: "10.213.77.0" }, "CFG-014", 'ARCHIVE_NET is "10.213.77.0"'),
  bad("a public network", { ARCHIVE_NET: "8.8.8" }, "CFG-014", 'ARCHIVE_NET is "8.8.8"; it must be the first three'),
  bad("a login name with a space", { ADMIN_NAME: "the admin" }, "CFG-015", 'ADMIN_NAME is "the admin"'),
  bad("a short password", { ADMIN_PASSWORD: "Zk4-vRq8" }, "CFG-016", "ADMIN_PASSWORD is shorter than 12 characters"),
  bad("a password of one character", { ADMIN_PASSWORD: "zzzzzzzzzzzzzzzz" }, "CFG-016", "is one repeated character"),
  bad("an obvious password", { ADMIN_PASSWORD: "Password-12345" }, "CFG-016", "is one that every guesser tries"),
  bad(
    "the name for password",
    { ADMIN_NAME: "Radiologist-1", ADMIN_PASSWORD: "radiologist-1" },
    "CFG-016",
    "user's name",
  ),
  bad("a password too long", { ADMIN_PASSWORD: "x1".repeat(129) }, "CFG-016", "is longer than 256 bytes"),
  bad("a password with a tab", { ADMIN_PASSWORD: "abc\tdefghijklm" }, "CFG-016", "contains a control character"),
  bad(
    "a password and a file of it",
    { ADMIN_PASSWORD: "a good long one", ADMIN_PASSWORD_FILE: "secret.txt" },
    "CFG-017",
    "ADMIN_PASSWORD and ADMIN_PASSWORD_FILE are both set",
  ),
  bad(
    "a password file that is not there",
    { ADMIN_PASSWORD_FILE: "no/such" },
    "CFG-018",
    'ADMIN_PASSWORD_FILE is "no/such"',
  ),
  bad("HTTP and DICOM on one port", { HTTP_PORT: "4242" }, "CFG-019", 'DICOM_PORT is "4242", which is HTTP_PORT too'),
  bad("a tag with a colon", { IMAGE_TAG: "a:b" }, "CFG-027", 'IMAGE_TAG is "a:b"'),
  bad("an image with a space", { BASE_IMAGE: "debian trixie" }, "CFG-020", 'BASE_IMAGE is "debian trixie"'),
  bad("a mirror without scheme", { APT_MIRROR: "mirror.example.org" }, "CFG-021", 'APT_MIRROR is "mirror.example.org"'),
  bad("a mirror with a password", { APT_MIRROR: "http://a:b@mirror.example/debian" }, "CFG-021", "APT_MIRROR is"),
  bad("a registry with a quote", { NPM_REGISTRY: "https://a.example/'" }, "CFG-021", "NPM_REGISTRY is"),
  bad("a title of two lines", { VIEWER_TITLE: "a\nb" }, "CFG-041", 'VIEWER_TITLE is "a?b"; it must be 1 to 60'),
  bad("a title too long", { VIEWER_TITLE: "ü".repeat(61) }, "CFG-041", "VIEWER_TITLE is"),
  bad("a logo in another folder", { VIEWER_LOGO: "../a.svg" }, "CFG-042", 'VIEWER_LOGO is "../a.svg"; it must be the'),
  bad("a logo of another kind", { VIEWER_LOGO: "a.jpg" }, "CFG-042", 'VIEWER_LOGO is "a.jpg"'),
  bad("a language that OHIF lacks", { VIEWER_LOCALE: "de-AT" }, "CFG-043", "it must be one of ar, de, en-US, es, fr,"),
  bad("a notice that is neither", { VIEWER_NOTICE: "never" }, "CFG-043", "it must be one of on, off"),
  bad("a tour that is neither", { VIEWER_TOUR: "true" }, "CFG-043", 'VIEWER_TOUR is "true"; it must be one of on, off'),
  bad("a URI service of another kind", { WADO_URI: "yes" }, "CFG-043", 'WADO_URI is "yes"; it must be one of off, on'),
  bad("every origin", { CORS_ORIGINS: "*" }, "CFG-048", 'CORS_ORIGINS is "*"; it must be origins separated by commas'),
  bad("a pattern of origins", { CORS_ORIGINS: "https://*.example.org" }, "CFG-048", "CORS_ORIGINS is"),
  bad("the origin of documents without one", { CORS_ORIGINS: "null" }, "CFG-048", 'CORS_ORIGINS is "null"'),
  bad("an origin without scheme", { CORS_ORIGINS: "app.example.org" }, "CFG-048", "CORS_ORIGINS is"),
  bad("an origin with a path", { CORS_ORIGINS: "https://app.example.org/viewer" }, "CFG-048", "CORS_ORIGINS is"),
  bad("an origin with a slash", { CORS_ORIGINS: "https://app.example.org/" }, "CFG-048", "not even a slash"),
  bad("an origin with a query", { CORS_ORIGINS: "https://app.example.org?x" }, "CFG-048", "CORS_ORIGINS is"),
  bad("an origin with port 0", { CORS_ORIGINS: "https://app.example.org:0" }, "CFG-048", "CORS_ORIGINS is"),
  bad(
    "an origin with a user",
    { CORS_ORIGINS: "https://me:open@app.example.org" },
    "CFG-048",
    "(not shown, it may hold",
  ),
  bad("an origin of another scheme", { CORS_ORIGINS: "ftp://app.example.org" }, "CFG-048", "CORS_ORIGINS is"),
  bad("an http origin in a network", { CORS_ORIGINS: "http://app.example.org" }, "CFG-048", "http:// only for"),
  bad(
    "an http origin that looks local",
    { CORS_ORIGINS: "http://localhost.example.org" },
    "CFG-048",
    "CORS_ORIGINS is",
  ),
  bad("origins with a space", { CORS_ORIGINS: "https://a.example, https://b.example" }, "CFG-048", "CORS_ORIGINS is"),
  bad("origins with a comma too many", { CORS_ORIGINS: "https://a.example," }, "CFG-048", "CORS_ORIGINS is"),
  bad("too many origins", { CORS_ORIGINS: "https://a.example,".repeat(120) }, "CFG-048", "CORS_ORIGINS is"),
  bad(
    "an origin twice",
    { CORS_ORIGINS: "https://a.example,HTTPS://A.example:443" },
    "CFG-049",
    'CORS_ORIGINS holds "https://a.example" twice; it must be there once.',
  ),
  bad(
    "PUBLIC_URL among the other origins",
    { CORS_ORIGINS: "https://a.example,http://127.0.0.1:80" },
    "CFG-049",
    'CORS_ORIGINS holds "http://127.0.0.1", which is PUBLIC_URL; it must hold other origins only.',
  ),
  bad("a suite with a slash", { ORTHANC_SUITE: "forky/main" }, "CFG-023", 'ORTHANC_SUITE is "forky/main"'),
];

/** Names are seen by `setup`, which has an environment of its own, and in `.env`; not in a shell's environment. */
export const unknownNames: readonly BadSettings[] = [
  bad(
    "a misspelt name",
    { HTTP_PRT: "8080" },
    "CFG-001",
    '"HTTP_PRT" is not a setting; allowed are the names in .env.example. Did you mean HTTP_PORT?',
  ),
  bad("a name in small letters", { public_url: "https://a.example" }, "CFG-001", "Did you mean PUBLIC_URL?"),
  bad("a name of something else", { QUX: "1" }, "CFG-001", '"QUX" is not a setting'),
];
