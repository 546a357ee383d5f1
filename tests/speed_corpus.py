"""Small documents that use what real layouts use, and what misleads a memory.

In: nothing. Out: `DOCUMENTS`, HTML by name. Only fonts in `fonts/`, only the photos
of `PHOTOS`; nothing is fetched. Pages are small, so that little text fills many.
"""

#: Photos that documents may name: colour and size in pixels.
PHOTOS = {"media:teal/x": ("teal", (240, 150)), "media:tall/x": ("maroon", (90, 160))}
WIDE, TALL = PHOTOS

ID = (
    "Air laut naik dan turun dua kali sehari di sebagian besar pantai, dan petugas "
    "pelabuhan mencatatnya dengan sumur kecil yang terhubung ke laut. Keanggotaan "
    "pemerintahan berkesinambungan mempertanggungjawabkan ketidakpastian anak-anak. "
)
EN = (
    "The harbour master keeps a record of every tide, and the observations of "
    "extraordinary circumstances are communicated immediately. Well-known figures – "
    "“quoted” words, AV To fi ffl – are kerned; nothing else is remarkable. "
)
DE = (
    "Donaudampfschifffahrtsgesellschaft und Geschwindigkeitsbegrenzung sind lange "
    "Wörter, die am Zeilenende getrennt werden müssen, wenn die Spalte schmal ist. "
)
HEBREW = "שלום עולם, זה טקסט בעברית שנכתב מימין לשמאל. "
ARABIC = "مرحبا بالعالم هذا نص عربي قصير. "
CJK = "春眠暁を覚えず、処処啼鳥を聞く。夜来風雨の声、花落つること知る多少。"
_BASE = """
@page { size: 84mm 96mm; margin: 9mm 8mm 10mm 7mm }
html { font: 8pt/10.5pt Literata; hyphens: auto }
p { margin: 0; text-align: justify; orphans: 2; widows: 2 }
h1, h2, h3 { font-family: Newsreader; margin: 2mm 0 1mm; break-after: avoid }
"""
DOCUMENTS: dict[str, str] = {}


def page(css: str, body: str, lang: str = "id") -> str:
    """Return a whole document."""
    return (
        f'<!doctype html><html lang="{lang}"><head><title>Uji</title>'
        f"<style>{_BASE}{css}</style></head><body>{body}</body></html>"
    )


def _add(name: str, css: str, body: str, lang: str = "id") -> None:
    assert name not in DOCUMENTS, name
    DOCUMENTS[name] = page(css, body, lang)


def _ps(count: int, text: str = ID, tag: str = "p") -> str:
    """Return paragraphs of differing length, each with its number."""
    return "".join(
        f"<{tag}>{number}. {text * (1 + number % 2)}</{tag}>"
        for number in range(1, count + 1)
    )


def _article(number: int, paragraphs: int = 4, extra: str = "") -> str:
    return (
        f'<article id="a{number}"><header><p class="kicker">Pesisir</p>'
        f"<h2>Kabar nomor {number} dari pelabuhan</h2></header>"
        f'<div class="cols">{_ps(paragraphs)}{extra}</div></article>'
    )


COLUMNS = ".cols { columns: 2; column-gap: 4mm } .three { columns: 3; column-gap: 3mm }"

# --- columns ---
_add(
    "columns-balanced-over-pages",
    COLUMNS + "p + p { text-indent: 3mm }",
    "".join(_article(n, 3 + n) for n in range(3)),
)
_add(
    "columns-three-narrow-hyphenated",
    COLUMNS,
    f'<div class="three">{_ps(4)}</div><hr><div class="three">{_ps(2, DE)}</div>',
    "de",
)
_add(
    "columns-auto-fill",
    COLUMNS + ".cols { column-fill: auto; height: 60mm }",
    f'<div class="cols">{_ps(5)}</div><p>Sesudah.</p>',
)
_add(
    "columns-one",
    ".cols { columns: 1 } .w { column-width: 25mm; column-rule: 0.5pt solid red }",
    f'<div class="cols">{_ps(3)}</div><div class="w">{_ps(3)}</div>',
)
_add(
    "columns-span-all",
    COLUMNS + "h2, .span { column-span: all } .span { margin: 3mm 0; padding: 1mm }",
    f'<div class="cols">{_ps(2)}<h2>Judul</h2>{_ps(3)}<div class="span">'
    f"{ID}</div>{_ps(2)}</div>",
)
_add(
    "columns-breaks-inside",
    COLUMNS + ".c { break-before: column } .p { break-before: page }",
    f'<div class="cols">{_ps(1)}<p class="c">Kolom. {ID}</p>{_ps(2)}'
    f'<p class="p">Halaman. {ID}</p>{_ps(1)}</div>',
)
_add(
    "columns-of-nested-blocks",
    COLUMNS + "section { margin: 2mm 0; padding: 1mm; border: 0.5pt solid }"
    ".bare { border: 0; padding: 0; background: #eee } .bare p { margin: 3mm 0 }",
    f'<div class="cols">{_ps(1)}<section>{_ps(2)}<section>{_ps(2)}</section></section>'
    f'<section class="bare">{_ps(3)}</section>{_ps(1)}</div>',
)
_add(
    "columns-collapsing-margins-beside-an-odd-block",
    COLUMNS + ".in p, .e { margin: 4mm 0 } .e { margin-bottom: 7mm }"
    ".out { background: #ddd } .odd { height: 3mm }",
    f'<div class="cols">{_ps(1)}<div class="out"><div class="in"><p>{EN}</p></div>'
    f'<div class="odd"></div></div>{_ps(1)}<div class="out"><div class="e"></div>'
    f'<div class="in"><p>{EN}</p></div><div class="odd">x</div></div>{_ps(2)}</div>',
)
_add(
    "columns-with-photos",
    COLUMNS + "img { width: 100% } figure { margin: 1mm 0 2mm; break-inside: avoid }",
    f'<div class="cols">{_ps(1)}<figure><img src="{WIDE}" alt="Laut"><figcaption>'
    f'Air</figcaption></figure>{_ps(3)}<figure><img src="{TALL}" alt="Menara">'
    f"</figure>{_ps(1)}</div>",
)
_add(
    "columns-with-quotes-and-headings",
    COLUMNS + ".q { border-top: 1pt solid; margin: 4mm 0; padding-top: 1mm }"
    "h3 { font-size: 9pt; margin: 3mm 0 0 }",
    f'<div class="cols">{_ps(2)}<h3>Antara</h3>{_ps(1)}<div class="q">Kutipan yang '
    f"menonjol.</div><h3>Lagi</h3>{_ps(2)}</div>" * 2,
)
_add(
    "columns-keep-together",
    COLUMNS + ".box { break-inside: avoid; background: #eee; padding: 1mm }"
    ".before { break-before: avoid } .after { break-after: avoid }",
    f'<div class="cols">{_ps(2)}<div class="box">{_ps(2)}</div><p class="after">'
    f'Bersama {ID}</p><p class="before">{ID}</p><div class="box">{_ps(1)}</div>'
    f"{_ps(3)}</div>",
)
_add(
    "columns-direction-rtl",
    COLUMNS + "body { direction: rtl } p { text-align: right }",
    f'<div class="cols">{_ps(2, EN)}<p>{HEBREW * 3}</p></div>',
    "en",
)
_add(
    "columns-relative-with-absolute",
    COLUMNS + ".rel { position: relative; background: #eef }"
    ".abs { position: absolute; top: 0; right: 0; font-size: 6pt }",
    f'<div class="cols">{_ps(1)}<div class="rel">{_ps(1)}<span class="abs">pojok'
    f"</span></div>{_ps(2)}</div>",
)
_add(
    "columns-with-footnotes",
    COLUMNS + ".fn { float: footnote; font-size: 6pt }",
    f'<div class="cols">{_ps(2)}<p>{ID}<span class="fn">Catatan satu.</span> {ID}'
    f'</p>{_ps(2)}<p>Dua<span class="fn">Catatan dua.</span> {ID}</p></div>',
)
_add(
    "columns-with-lists",
    COLUMNS + "ul, ol { margin: 1mm 0; padding-left: 4mm }",
    f'<div class="cols">{_ps(1)}<ul><li>satu<li>dua {ID}<li>tiga</ul>{_ps(1)}<ol>'
    f"<li>a<li>b {ID}</ol>{_ps(1)}</div>",
)
_add(
    "columns-of-negative-margins",
    COLUMNS + ".n { margin-top: -2mm; margin-bottom: -1mm } .m { margin: 3mm 0 -4mm }",
    f'<div class="cols">{_ps(1)}<p class="n">{ID}</p>{_ps(1)}<div class="m">'
    f'<p class="n">{EN}</p></div>{_ps(2)}</div>',
)
_add(
    "columns-min-heights-and-padding",
    COLUMNS + ".cols { padding: 2mm; border: 1pt solid; margin-bottom: 3mm }"
    ".a { min-height: 15mm } .b { max-height: 8mm } .c { padding-bottom: 12mm }",
    f'<div class="cols">{_ps(1)}<div class="a">pendek</div><div class="b">{EN}</div>'
    f'<div class="c">{EN}</div>{_ps(2)}</div>' * 2,
)
# --- floats ---
_add(
    "floats-beside-text",
    ".l { float: left; width: 20mm; margin: 0 2mm 1mm 0; background: #ddd }"
    ".r { float: right; width: 15mm } .c { clear: both } .cl { clear: left }",
    f'{_ps(1)}<div class="l">Kiri<br>kiri</div>{_ps(2)}<p class="cl">{ID}</p>'
    f'<img class="r" src="{WIDE}" alt="Laut">{_ps(2)}<p class="c">{ID}</p>{_ps(1)}',
)
_add(
    "floats-in-columns",
    COLUMNS + ".l { float: left; width: 9mm } .cap { float: left; font-size: 20pt;"
    "line-height: 18pt }",
    f'<div class="cols"><p><span class="cap">A</span>{ID}</p>{_ps(1)}<img class="l" '
    f'src="{TALL}" alt="Menara">{_ps(3)}</div>{_ps(1)}',
)
_add(
    "floats-around-formatting-contexts",
    ".l { float: left; width: 25mm; height: 20mm } .flow { overflow: hidden }",
    f'<div class="l">kiri</div><div class="flow">{_ps(1)}</div>{_ps(1)}<div '
    f'class="l">lagi</div><table><tr><td>{EN}</table>{_ps(2)}',
)
# --- footnotes ---
_add(
    "footnotes",
    ".fn { float: footnote; font-size: 6pt } @page { @footnote { border-top: 1pt solid;"
    "padding-top: 1mm; max-height: 20mm } } .line { footnote-policy: line }",
    "".join(
        f'<p>{ID}<span class="fn {"line" if n % 2 else ""}">Catatan {n}. {EN}</span>'
        f"{ID}</p>"
        for n in range(5)
    ),
)
# --- tables ---
_add(
    "table-collapsed-with-spans",
    "table { border-collapse: collapse; width: 100% } td, th { border: 1pt solid #555;"
    "padding: 1mm } th { border-bottom-width: 2pt } .w { width: 40% }",
    f'{_ps(1)}<table><thead><tr><th class="w">Kota<th>Surut<th>Pasang</thead><tr>'
    f"<td rowspan=2>{EN}<td>1<td>2<tr><td colspan=2>{DE}<tr><td>x<td>y<td>z</table>"
    f"{_ps(1)}",
)
_add(
    "table-over-pages-with-heads",
    "table { border-spacing: 1mm } td { vertical-align: middle; background: #eee }"
    "tr { break-inside: avoid }",
    f"{_ps(1)}<table><thead><tr><th>No<th>Isi</thead><tfoot><tr><td>kaki<td></tfoot>"
    + "".join(f"<tr><td>{n}<td>{EN}" for n in range(9))
    + f"</table>{_ps(1)}",
    "en",
)
_add(
    "table-in-columns",
    COLUMNS + "table { border-collapse: collapse } td { border: 0.5pt solid }",
    f'<div class="cols">{_ps(2)}<table><caption>Pasang</caption>'
    + "".join(f"<tr><td>{n}<td>Kota {n}" for n in range(5))
    + f"</table>{_ps(2)}</div>",
)
_add(
    "table-auto-and-fixed-widths",
    "table.f { table-layout: fixed; width: 60mm } td { padding: 0 2%; border: 1pt "
    "solid; text-align: right } .p { width: 30% }",
    f'<table class="f"><tr><td class="p">{EN}<td>b<td>c</table><table><tr><td>pendek'
    f'<td>{EN}<td class="p">x</table><table style="margin:auto"><tr><td>t</table>',
)
# --- lists and counters ---
_add(
    "lists-nested",
    "ul ul { list-style: '– ' } ol ol { list-style: lower-alpha inside } li p "
    "{ margin: 1mm 0 } .sq { list-style: square } ::marker { color: #900 }",
    f"<ul><li>a<ul><li>b<li>c {EN}</ul><li><p>{EN}</p><p>{ID}</p></ul><ol start=7>"
    f'<li>tujuh<ol><li>a<li>b {EN}</ol><li value=12>dua belas</ol><ul class="sq"><li>'
    f"{EN}<li></ul>{_ps(2)}",
)
_add(
    "counters-and-generated-content",
    "body { counter-reset: bab } h2 { counter-increment: bab; counter-reset: sub }"
    "h2::before { content: counter(bab, upper-roman) '. ' } h3 { counter-increment: sub"
    "} h3::before { content: counters(bab, '.') '.' counter(sub) ' ' }"
    "q { quotes: '“' '”' } p::after { content: ' ¶'; color: #900 }"
    "[data-x]::after { content: ' (' attr(data-x) ')' }",
    "".join(
        f"<h2>Bab</h2><h3>Sub</h3><p><q>Kata</q> {ID}</p><h3>Sub</h3><p "
        f"data-x={n}>{EN}</p>"
        for n in range(4)
    ),
)
_add(
    "page-counters-and-targets",
    "@page { @bottom-right { content: counter(page) ' / ' counter(pages) } }"
    ".ref::after { content: ' (hlm. ' target-counter(attr(href), page) ')' }"
    ".here::before { content: 'Halaman ' counter(page) ': ' }"
    ".text::after { content: target-text(attr(href)) }",
    f'<div><p><a class="ref" href="#akhir">lihat</a></p></div>{_ps(2)}<div><p>Jauh '
    f'<a class="ref" href="#akhir">sekali</a> {ID}</p></div>{_ps(3)}<div><p '
    f'class="here">{EN}</p></div>{_ps(2)}<div><div><p><a class="text" href="#akhir">'
    f'Judul: </a></p></div></div>{_ps(2)}<h2 id="akhir">Bagian akhir</h2>{_ps(2)}'
    f'<p class="here">{EN}</p>',
)
_add(
    "page-counters-in-columns",
    COLUMNS + ".ref::after { content: ' (hlm. ' target-counter(attr(href), page) ')' }"
    ".here::before { content: counter(page) ' dari ' counter(pages) ': ' }",
    f'<div class="cols">{_ps(1)}<div><p><a class="ref" href="#akhir">lihat</a> {ID}'
    f'</p></div><div><p class="here">{EN}</p></div>{_ps(5)}<div><p class="here">{EN}'
    f'</p></div><h3 id="akhir">Akhir</h3>{_ps(1)}</div>',
)
_add(
    "leaders",
    ".toc p { text-align: left } .toc a::after { content: leader(dotted) ' 12' }"
    ".s a::after { content: leader(' .') attr(data-n) }",
    '<div class="toc"><p><a href="#x">Satu</a></p><p><a href="#x">Judul yang agak '
    'panjang sehingga harus patah di akhir baris</a></p><p class="s"><a data-n="7">'
    f'Tiga</a></p></div><h2 id="x">x</h2>{_ps(1)}',
)
# --- writing directions and scripts ---
_add(
    "bidi-text",
    ".rtl { direction: rtl } .rtl p { text-align: start }",
    f'<p>Kata {HEBREW} di tengah {ARABIC} baris. {ID}</p><div class="rtl"><p>{HEBREW}'
    f'{EN}</p><p>{ARABIC * 3}</p></div><p><bdo dir="rtl">dibalik semuanya</bdo> {EN}'
    f'</p><p dir="rtl">{EN}<span dir="ltr"> ltr {HEBREW}</span></p>',
)
_add(
    "direction-rtl-with-latin",
    "body { direction: rtl } .i { padding-inline-start: 6mm; text-indent: 4mm }"
    ".w { width: 40mm; background: #eee }",
    f'{_ps(2, EN)}<p class="i">{EN}</p><div class="w">{_ps(2, EN)}</div><ul><li>{EN}'
    "<li>x</ul><table><tr><td>a<td>b</table>",
    "en",
)
_add("cjk-text", "", f'<p>{CJK * 4}</p><p>Campuran {CJK} {ID}</p><h2 lang="zh">{CJK}')
# --- text ---
_add(
    "justified-in-three-languages",
    ".x { hyphenate-limit-chars: 7 3 3; hyphenate-character: '=' }",
    f'{_ps(1)}<p lang="en">{EN * 2}</p><p lang="de">{DE * 2}</p><p lang="de" '
    f'class="x">{DE * 2}</p><p lang="zz">{DE}</p><p>{ID}<span lang="en">{EN}</span>'
    f'<span lang="de">{DE}</span></p>',
)
_add(
    "soft-hyphens",
    ".m { hyphens: manual } .n { hyphens: none } .w { width: 22mm }",
    "".join(
        f'<p class="{c}">Per\u00adtang\u00adgung\u00adja\u00adwab\u00adan ke\u00adse'
        f"\u00adlu\u00adruh\u00adan {DE} ketidak\u00adpastian\u00adnya</p>"
        for c in ("", "m", "n", "w", "m w", "n w")
    ),
)
_add(
    "letter-and-word-spacing",
    ".l { letter-spacing: 0.08em } .w { word-spacing: 2pt } .n { letter-spacing: "
    "-0.3pt; word-spacing: -1pt } .e { letter-spacing: 1ex } i { word-spacing: 1em }",
    f'<p class="l">{ID}</p><p class="w">{ID}</p><p class="n">{EN} a <b> b </b></p>'
    f'<p class="l w">{EN}</p><p class="e">{EN}</p><p>{EN}<i>satu dua tiga</i> {EN}</p>',
)
_add(
    "indents-and-alignment",
    ".i { text-indent: 10% } .h { text-indent: -4mm; padding-left: 4mm } .c "
    "{ text-align: center } .r { text-align: right } .j { text-align-last: justify }"
    ".a { text-align-all: justify; text-indent: 2em } .n { width: 30mm }",
    "".join(
        f'<p class="{c}">{EN}</p><div class="n"><p class="{c}">{ID}</p></div>'
        for c in ("i", "h", "c", "r", "j", "a")
    ),
)
_add(
    "white-space",
    ".pre { white-space: pre } .now { white-space: nowrap } .wrap { white-space: "
    "pre-wrap; tab-size: 3 } .line { white-space: pre-line }",
    f'<p class="pre">a  b\n c   d\n\n e</p><p class="now">{EN}</p><p class="wrap">'
    f'satu  dua\n tiga {EN}\n</p><p class="line">satu  dua\n  tiga\n\n{ID}</p>'
    "<pre>kode  di\n   sini</pre><p>a<br>b<br><br>c</p>",
)
_add(
    "tabs",
    ".pre { white-space: pre } .wrap { white-space: pre-wrap; tab-size: 3 }",
    f'<p class="pre">a  b\n\tc\td</p><p class="wrap">satu\tdua\n\ttiga {EN}\n</p>',
)
_add(
    "long-words",
    ".any { overflow-wrap: anywhere } .bw { overflow-wrap: break-word } .all "
    "{ word-break: break-all } div { width: 25mm } td { border: 1pt solid }",
    "".join(
        f'<div><p class="{c}">Kata {"panjangsekali" * 5} lalu https://example.org/'
        f"satu/dua/tiga-empat_lima?x=1</p></div><table><tr><td class={c or 'o'}>"
        f"{'sempit' * 3}<td>b</table>"
        for c in ("", "any", "bw", "all")
    ),
)
_add(
    "line-heights-and-vertical-align",
    ".a { line-height: 2 } .b { line-height: 150% } .c { line-height: normal } .d "
    "{ line-height: 6pt } sup { font-size: 60% } .m { vertical-align: middle } .t "
    "{ vertical-align: top; font-size: 14pt } .o { vertical-align: bottom } .p "
    "{ vertical-align: -30% } .tt { vertical-align: text-top }",
    "".join(
        f'<p class="{c}">{EN} x<sup>2</sup> H<sub>2</sub>O <span class="t">atas</span>'
        f'<span class="m">tengah</span><span class="o">bawah</span> <b class="p">p</b>'
        f'<i class="tt">tt</i><img src="{TALL}" alt="m" style="height:4mm"></p>'
        for c in "abcd"
    ),
)
_add(
    "decoration",
    ".u { text-decoration: underline } .o { text-decoration: overline red } s "
    "{ text-decoration: line-through } .w { text-decoration: underline wavy "
    "#900; text-underline-offset: 2pt } .d { text-decoration: underline dotted }",
    f'<p class="u">{ID}<s>coret <span class="o">atas</span></s></p><p>Kata <span '
    f'class="w">bergelombang {EN}</span> <b class="d">{EN}</b></p><p class="u" '
    f'style="font-size:12pt">{EN}<span style="font-size:7pt">kecil</span></p>',
)
_add(
    "font-features",
    ".o { font-variant-numeric: oldstyle-nums } .t "
    "{ font-feature-settings: 'tnum' } .k { font-kerning: none; "
    "font-variant-ligatures: none } .up { text-transform: uppercase } .w "
    "{ font-weight: 600; font-family: 'Libre Franklin' }",
    "".join(
        f'<p class="{c}">Fi ffl AV To 0123456789 Wagner {EN} <i>miring {c}</i></p>'
        for c in ("o", "t", "k", "up", "w", "k t")
    ),
)
_add(
    "small-caps",
    ".s { font-variant: small-caps } .w { font-family: 'Libre Franklin' }",
    f'<p class="s">{EN}<i>{EN}</i></p><p class="s w">Fi ffl AV {EN}</p>',
)
_add(
    "first-line-and-first-letter",
    "p.a::first-line { font-variant: small-caps; color: #900 } p.b::first-letter "
    "{ font-size: 16pt; color: #009 } .cols { columns: 2 }",
    f'<p class="a">{ID}</p><p class="b">{EN}</p><p class="a b">“{ID}”</p><div '
    f'class="cols"><p class="a">{ID}</p><p class="b">{EN}</p><div class="a"><p '
    f'class="a">{ID}</p></div>{_ps(2)}</div>',
)
_add(
    "first-line-of-cut-inline-boxes",
    "p::first-line { color: #900 } b { border: 1pt solid; padding: 0 1mm } .g "
    "{ height: 66mm }",
    f"<div class=g></div><p>{EN}<b>{ID} <i>{EN}</i></b> {EN}</p><p><b>{EN}</b> x</p>",
)
_add(
    "inline-boxes",
    ".p { padding: 0 2mm; border: 1pt solid; background: #eee; margin: 0 1mm } .k "
    "{ box-decoration-break: clone } .pc { padding-left: 10%; margin-right: 5% }"
    ".rel { position: relative; top: -1mm }",
    f'<p>{EN}<span class="p">kotak {EN}</span> sesudah <b class="p k">{ID}</b></p><p>'
    f'<i class="pc">{ID}</i> <span class="rel">naik</span> {EN}<span class="p"></span>'
    f"</p>{_ps(1)}",
)
_add(
    "inline-blocks",
    ".ib { display: inline-block; width: 20mm; vertical-align: top; background: #eee }"
    ".f { display: inline-flex } .sh { display: inline-block; padding: 1mm }",
    f'<p>{EN}<span class="ib">{DE}</span> antara <span class="sh">muat</span> {ID}'
    f'<span class="f"><b>a</b><i>b</i></span></p><p><img src="{WIDE}" alt="l" '
    f'style="width:12mm"> {EN}</p><table style="display:inline-table"><tr><td>x'
    "</table>",
)
_add(
    "nested-inlines-of-equal-class",
    ".k { font-size: 1.15em } .big .k { color: #900 } .big { font-size: 10pt } .k .k "
    "{ letter-spacing: 0.1em } .n { color: #060 } .n .k { font-weight: 700 }",
    f'<p><span class="k">satu <span class="k">dua <span class="k">tiga</span></span>'
    f'</span> {EN}</p><p class="big"><span class="k">satu <span class="k">dua</span>'
    f'</span> {EN}</p><div class="n"><p><span class="k">satu</span> {EN}</p><p><b '
    f'class="k">dua</b></p></div><div class="n big"><p><span class="k">satu</span> '
    f'{EN}</p></div><p lang="en"><span class="k">satu {DE}</span></p><p lang="de"><span'
    f' class="k">satu {DE}</span></p>',
)
_add(
    "selectors-and-inheritance",
    "p:nth-child(odd) { color: #900 } p:nth-child(3n) { text-indent: 3mm } "
    "p:first-child { font-weight: 700 } p:last-child { margin-bottom: 4mm } p + p "
    "{ padding-top: 1mm }"
    ".inh { border: 1pt solid #00f } .inh > p { border: inherit; padding: inherit }"
    "p:not([id]) { letter-spacing: 0.02em } .u p { all: unset; display: block }",
    f'<div>{_ps(4)}</div><div class="inh" style="padding: 1mm">{_ps(2)}</div><div '
    f'class="inh" style="padding: 3mm">{_ps(2)}</div><p id="x">{EN}</p><div class="u">'
    f"{_ps(1)}</div>",
)
_add(
    "custom-properties",
    ":root { --c: #900; --w: 30mm; --s: 1 } .a { --c: #060; --w: 20mm } .b { --s: 1.3 }"
    "p { color: var(--c); width: calc(var(--w) + 10mm); font-size: calc(8pt * "
    "var(--s)); margin-left: var(--none, 2mm) } .x { width: calc(50% - 2mm) } .y "
    "{ width: min(40%, 30mm); margin-left: max(1mm, 5%) }",
    f'<p>{EN}</p><div class="a"><p>{EN}</p><div class="b"><p>{EN}</p></div></div><div '
    f'class="b"><p>{EN}</p><p class="x">{EN}</p><p class="y">{EN}</p></div>',
)
_add(
    "style-attributes",
    ":root { --w: 30mm } .a { --w: 20mm; font-size: 11pt } p { width: 80% }",
    f'<p style="width: 50%; margin-left: 2em">{EN}</p><div class="a" style="width: 50%"'
    f'><p style="width: 50%; margin-left: 2em">{EN}</p><p style="width: 50%">{EN}</p>'
    f'</div><p style="width: var(--w)">{EN}</p><div class="a"><p style="width: var(--w)'
    f'">{EN}</p></div><p style="width: 50% !important">{EN}</p><p style="margin: 0">'
    f'{EN}</p><p style="margin: 0%">{EN}</p><p style="line-height: 1">{EN}</p><p '
    f'style="line-height: 1em; font-size: 12pt">{EN}</p><p style="color: #900">{EN}</p>'
    f'<p style="transform: rotate(1deg)">{EN}</p><p style="columns: 2">{EN}</p>',
)
# --- sizes and positions ---
_add(
    "percentages",
    ".o { width: 80%; padding: 3%; margin: 2% 5%; border: 1pt solid } .h { height: 40mm"
    "} .h > div { height: 50%; background: #eee } .mn { min-width: 60%; max-width: 70%"
    "} img { width: 40%; max-height: 10mm } .bb { box-sizing: border-box; width: 50% }",
    f'<div class="o">{_ps(1)}<div class="o"><p>{EN}</p><img src="{WIDE}" alt="l"></div>'
    f'</div><div class="h"><div>{EN}</div></div><div class="mn">{EN}</div><div '
    f'class="bb o">{EN}</div>{_ps(2)}',
)
_add(
    "sizes-zero-and-extreme",
    ".z { width: 0 } .zz { width: 0; overflow: hidden; height: 0 } .e { margin: 2mm 0 }"
    ".mi { min-height: 20mm; background: #eee } .ma { max-height: 10mm; overflow: "
    "hidden } .f0 { font-size: 0 } .big { height: 60mm; background: #ddd }",
    f'<div class="z">nol satu</div><div class="zz">{EN}</div><div class="e"></div><div '
    f'class="mi">{EN}</div><div class="ma">{ID}{ID}</div><p class="f0">kosong</p><p>'
    f'</p><div></div><p> </p><div class="big"></div>{_ps(1)}<div class="big">{EN}'
    f"</div>{_ps(1)}",
)
_add(
    "margins-collapsing",
    ".m { margin: 4mm 0 } .n { margin: -2mm 0 } .t { margin: 3mm 0; } .b { border-top:"
    "1pt solid; margin: 2mm 0 } .bg { background: #eee } .br { margin-break: discard }",
    f'<div class="bg"><div class="m"><p class="t">{EN}</p></div></div><div class="m">'
    f'</div><div class="n"></div><p class="t">{EN}</p><div class="bg"><div class="m">'
    f'<div class="n"></div></div><p class="m">{EN}</p></div><div class="b"><p '
    f'class="m">{EN}</p></div><p class="n">{ID}</p><div class="br">{_ps(3)}</div><p '
    f'class="m">{ID}</p>{_ps(3)}',
)
_add(
    "positioned",
    ".rel { position: relative; left: 3mm; top: 1mm } .abs { position: absolute; "
    "right: 2mm; bottom: 5%; width: 20mm } .fix { position: fixed; bottom: -6mm; left: "
    "0 } .box { position: relative; height: 20mm } .st { position: absolute }",
    f'<div class="fix">tetap</div><p>{EN}<span class="st">statis</span>{EN}</p><div '
    f'class="box"><div class="abs">{EN}</div><p class="rel">{EN}</p></div><p>{EN}<b '
    f'class="rel">geser</b> {EN}</p>{_ps(3)}',
)
_add(
    "flex",
    ".f { display: flex; gap: 2mm } .f > * { flex: 1 } .w { flex-wrap: wrap } .w > * "
    "{ flex: 0 1 30%; margin: 1% } .c { flex-direction: column } .g { flex: 2 }",
    f'<div class="f"><div>{EN}</div><div class="g">{_ps(1)}</div><div><p>x</p></div>'
    f'</div><div class="f w"><p>{DE}</p><p>b</p><p>{EN}</p><p>d</p></div><div class="f '
    f'c"><p>{EN}</p><p>b</p></div>{_ps(1)}',
)
_add(
    "grid",
    ".g { display: grid; grid-template-columns: 2fr 1fr; gap: 2mm } .s { grid-column: "
    "span 2; background: #eee } .p { padding: 5% }",
    f'<div class="g"><p>{EN}</p><p>{DE}</p><div class="s">{_ps(1)}</div><div class="p">'
    f"{EN}</div><div>x</div></div>{_ps(2)}",
)
_add(
    "painted",
    ".v { visibility: hidden } .v b { visibility: visible } .r { border-radius: 2mm 10%"
    "; border: 1pt solid; padding: 2mm; background: #eef } .t { transform: rotate(5deg)"
    "} .g { background: linear-gradient(#eee, #ccc) } .s { box-shadow: 1mm 1mm #999 }"
    ".d { border: 2pt dashed #090; outline: 1pt solid red } .tr { border-radius: 3mm }",
    f'<p class="v">{EN}<b>tampak</b></p><div class="r">{_ps(1)}</div><div class="r tr">'
    f'{EN}</div><p class="t">{EN}</p><div class="g s">{EN}</div><div class="d">{_ps(3)}'
    f'</div><img src="{WIDE}" class="r" alt="l" style="width: 30mm">',
)
_add(
    "opacity",
    ".o { opacity: 0.5 } .a { color: rgba(200, 0, 0, 0.4); background: #0f02 }",
    f'<p>{EN}</p><div class="o"><p>{EN}</p></div><p class="a">{EN}</p>{_ps(1)}',
)
# --- pages ---
_add(
    "margin-boxes-and-strings",
    "@page { @top-left { content: string(judul, first) } @top-right { content: "
    "element(head) } @bottom-center { content: counter(page); border-top: 1pt solid }"
    "@bottom-left { content: string(judul, last); width: 30% } } h2 { string-set: judul"
    " content() } .head { position: running(head); font-size: 6pt }",
    f'<p class="head">Kepala <b>satu</b></p><h2>Satu</h2>{_ps(4)}<h2>Dua</h2>{_ps(2)}'
    f'<p class="head">Kepala dua</p><h2>Tiga <i>miring</i></h2>{_ps(3)}',
)
_add(
    "pages-first-left-right-named",
    "@page :first { margin-top: 20mm; @top-center { content: 'muka' } } @page :left "
    "{ margin-left: 15mm; @top-left { content: 'kiri' } } @page :right { background: "
    "#fafafa } @page lebar { size: 120mm 60mm; margin: 5mm } .lebar { page: lebar }"
    ".r { break-before: right } @page :blank { @top-left { content: 'kosong' } }",
    f'{_ps(4)}<div><div class="lebar">{_ps(3)}</div></div>{_ps(2)}<section><div><p '
    f'class="lebar">{EN}</p></div></section><h2 class="r">Kanan</h2>{_ps(2)}',
)
_add(
    "page-names-in-nested-blocks",
    "@page a { margin: 12mm } @page b { margin: 5mm } .a { page: a } .b { page: b }",
    f'<div>{_ps(1)}</div><div><div class="a"><div>{_ps(1)}</div></div><div><p>{EN}</p>'
    f'<div class="b"><p>{EN}</p><div class="a"><p>{ID}</p></div></div></div></div>'
    f'<div class="a">{_ps(1)}<div>{_ps(1)}</div></div>{_ps(1)}',
)
_add(
    "page-named-in-an-inline-style",
    "@page a { margin: 14mm }",
    f'{_ps(1)}<div style="page: a"><p>{EN}</p></div><div><p>{EN}</p></div>{_ps(1)}',
)
_add(
    "orphans-widows-and-breaks",
    ".x p { orphans: 4; widows: 5 } .av { break-inside: avoid } .ba { break-after: "
    "avoid } .bb { break-before: avoid } .pg { break-after: page }",
    f'<div class="x">{_ps(3)}</div><p class="ba">{ID}</p><p class="bb ba">{EN}</p><h2>'
    f'Judul</h2><div class="av">{_ps(2)}</div>{_ps(2)}<p class="pg">{EN}</p><div><div '
    f'class="av"><p class="ba">{ID}</p><p>{ID}{ID}{ID}</p></div></div>{_ps(1)}',
)
_add(
    "padding-and-borders-over-pages",
    ".b { padding: 4mm 2mm; border: 2pt solid; margin: 3mm 0 } .c { "
    "box-decoration-break: clone } .d > div { padding-bottom: 6mm }",
    f'{_ps(1)}<div class="b">{_ps(5)}</div><div class="b c">{_ps(5)}</div><div '
    f'class="d"><div>{_ps(3)}</div><div>{_ps(3)}</div></div>',
)
_add(
    "line-clamp",
    "p, div { text-align: left } .k { line-clamp: 2 } .m { max-lines: 3; continue: "
    "discard; block-ellipsis: '…' }"
    ".o { overflow: hidden; white-space: nowrap; text-overflow: ellipsis }",
    f'<p class="k">{ID}</p><div class="m">{_ps(2)}</div><p class="o">{EN}</p><div '
    f'class="k"><p>{EN}</p><p>{EN}</p></div>{_ps(1)}',
)
_add(
    "links-bookmarks-and-ids",
    "a { color: #00c } a[href]::after { content: ' ↗' } h2 { bookmark-level: 1; "
    "bookmark-label: content() } h3 { bookmark-level: 2; bookmark-state: closed }",
    f'<h2 id="s">Satu</h2><p><a href="https://example.org/a">luar</a> {EN}<a '
    f'href="#t">dalam</a> <a id="titik">jangkar</a> <a href="https://example.org/b">'
    f'luar dua</a></p><h3>x</h3>{_ps(2)}<h2 id="t">Dua</h2><p id="p1">{EN}</p><p '
    f'id="p2">{EN}<a href="#s">kembali</a></p><p><a href="#titik">titik</a></p>',
)
_add(
    "pseudo-elements-that-differ",
    "p::before { content: '» ' } .a::before { color: #900 } .b p::before { content: "
    "'§ '; font-weight: 700 } li { list-style: '→ ' } .q::after { content: '';"
    "display: block; height: 2mm; background: #ccc } .f::before { content: '!'; "
    "display: inline-block; width: 3mm }",
    f'<p>{EN}</p><p class="a">{EN}</p><div class="b"><p>{EN}</p><p class="a">{EN}</p>'
    f'</div><ul><li>a<li>b</ul><div class="q">{EN}</div><p class="f">{EN}</p>',
)
_add(
    "repeated-equal-paragraphs",
    COLUMNS + "p { margin: 1mm 0 } .n { width: 35mm }",
    "<p>Sama persis.</p>" * 12
    + f'<div class="cols">{f"<p>{EN}</p>" * 6}</div><div class="n">'
    + f"<p>{EN}</p>" * 3
    + "</div>",
    "en",
)
_add(
    "columns-inside-other-boxes",
    COLUMNS + ".box { margin: 2mm 6mm; padding: 2mm; background: #eee } .fl { float: "
    "left; width: 40mm } td { width: 50% }",
    f'{_ps(1)}<div class="box"><div class="cols">{_ps(2)}</div></div><div class="fl">'
    f'<div class="cols">{_ps(1, EN)}</div></div>{_ps(3)}<table><tr><td><div '
    f'class="cols">{_ps(1, EN)}</div><td>b</table>',
)
_add(
    "columns-after-a-page-filled-to-the-end",
    COLUMNS + ".gap { height: 55mm } .box { border: 1pt solid; padding: 2mm }",
    f'<div class="gap"></div><div class="cols"><div class="box">{_ps(1)}</div>{_ps(1)}'
    f'<div class="box">{_ps(1)}</div></div><div class="gap"></div><h2>Judul</h2><div '
    f'class="cols">{_ps(2)}</div>',
)
_add(
    "columns-of-equal-blocks-at-many-heights",
    COLUMNS + ".box { break-inside: avoid; margin: 1.3mm 0 } .g { height: 7.7mm }",
    "".join(
        f'<div class="cols">{f"<div class=box><p>{EN}</p></div>" * n}</div>'
        '<div class="g"></div>'
        for n in (2, 3, 5)
    ),
    "en",
)
