/**
 * Texts that run a script where a page takes them for markup, an address, a template or a piece of a script. Each calls
 * `x()`, which a test defines. They cover the ways of the OWASP and PortSwigger lists that need no click by a person, and some
 * that do.
 *
 * @module
 */

const SEPARATOR = "\u2028";

export const PAYLOADS: readonly string[] = [
  // Elements with handlers that need nobody.
  "<img src=x onerror=x()>",
  "<img/src=x/onerror=x()>",
  "<IMG SRC=x OnErRoR=x()>",
  "<img src='x' onerror='x()'>",
  "<img src=x onerror=x&lpar;&rpar;>",
  "<img src=x onerror=&#120;&#40;&#41;>",
  "<img\nsrc=x\nonerror=x()>",
  "<img src=`x` onerror=x()//",
  "<svg onload=x()>",
  "<svg/onload=x()>",
  "<svg><animate onbegin=x() attributeName=x dur=1s>",
  "<svg><set onbegin=x() attributename=x>",
  "<svg><script>x()</script></svg>",
  "<svg><style><img src=x onerror=x()></style>",
  "<math><mtext><img src=x onerror=x()>",
  "<math><mi xlink:href=javascript:x()>y",
  "<video src=x onerror=x()>",
  "<video><source onerror=x()></video>",
  "<audio src=x onerror=x()>",
  "<object data=javascript:x()>",
  "<embed src=javascript:x()>",
  "<iframe src=javascript:x()>",
  "<iframe srcdoc='<script>parent.x()</script>'>",
  "<body onload=x()>",
  "<details open ontoggle=x()>y",
  "<input autofocus onfocus=x()>",
  "<select autofocus onfocus=x()>",
  "<textarea autofocus onfocus=x()>",
  "<marquee onstart=x()>y",
  "<style>@keyframes k{}</style><b style=animation-name:k onanimationstart=x()>",
  "<link rel=stylesheet href=x onerror=x()>",
  "<script>x()</script>",
  "<ScRiPt>x()</sCrIpT >",
  "<script src=data:text/javascript,x()></script>",
  "<scr<script>ipt>x()</scr</script>ipt>",
  "<template><img src=x onerror=x()></template>",
  "<noscript><p title='</noscript><img src=x onerror=x()>'>",
  "<meta http-equiv=refresh content='0;url=javascript:x()'>",
  "<base href=javascript:/x()//>",
  "<form action=javascript:x()><button autofocus onfocus=x()>y",
  "<a href=javascript:x() autofocus onfocus=x()>y</a>",
  // Out of an attribute, an element, a comment, a script or a text in one.
  '"><img src=x onerror=x()>',
  "'><img src=x onerror=x()>",
  '" autofocus onfocus=x() y="',
  "' onmouseover=x() style=position:fixed;inset:0 y='",
  "--><img src=x onerror=x()><!--",
  "</title><img src=x onerror=x()>",
  "</textarea><img src=x onerror=x()>",
  "</style><img src=x onerror=x()>",
  "</script><script>x()</script>",
  "<![CDATA[><img src=x onerror=x()>]]>",
  "';x();'",
  '";x();"',
  `${SEPARATOR}x()${SEPARATOR}`,
  "*/x()/*",
  // Templates.
  "{{constructor.constructor('x()')()}}",
  "${x()}",
  "<%= x() %>",
  "#{x()}",
  "[[${x()}]]",
  // Addresses.
  "javascript:x()",
  "JaVaScRiPt:x()",
  "\tjavascript:x()",
  "data:text/html,<script>x()</script>",
  "//x.example/<img src=x onerror=x()>",
  // What escapes twice, or decodes, brings back.
  "&lt;img src=x onerror=x()&gt;",
  "%3Cimg src=x onerror=x()%3E",
  "+ADw-img src=x onerror=x()+AD4-",
  "\uff1cimg src=x onerror=x()\uff1e",
  "<img src=x onerror=x() \u0000>",
  // jQuery, and jQuery Mobile.
  "<a data-role=button data-rel=dialog href=/pacs/studies autofocus>y</a>",
  "<div data-role=page data-url=/pacs/studies><img src=x onerror=x()></div>",
  "#<img src=x onerror=x()>",
];
