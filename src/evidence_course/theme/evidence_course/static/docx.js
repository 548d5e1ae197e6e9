/* A Word document from headings and paragraphs, made in the page: a zip file whose entries are
   stored, not packed (PKWARE APPNOTE 6.3.10), that holds the least that Office Open XML asks for
   (ECMA-376, part 1). `course.docx(title, blocks, day)` gives its bytes;
   blocks: [{kind: "title" | "h1" | "h2" | "p" | "li", text}], day: "2026-11-23". */
"use strict";

(function () {
  const course = (window.EvidenceCourse = window.EvidenceCourse || {});
  const WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
  const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const PACKAGE = "http://schemas.openxmlformats.org/package/2006/";
  const MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.";
  const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
  const STYLES = { title: "Title", h1: "Heading1", h2: "Heading2", li: "ListParagraph" };

  /* ---- Zip ---- */

  const TABLE = Array.from({ length: 256 }, (_, byte) => {
    let value = byte;
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
    return value >>> 0;
  });

  /* The CRC-32 of ISO 3309, as zip has it. */
  function crc32(bytes) {
    let sum = 0xffffffff;
    for (const byte of bytes) sum = TABLE[(sum ^ byte) & 0xff] ^ (sum >>> 8);
    return (sum ^ 0xffffffff) >>> 0;
  }

  /* Numbers of two or four bytes, the least first: [[value, size]...]. */
  function packed(numbers) {
    const bytes = [];
    for (const [value, size] of numbers) for (let at = 0; at < size; at += 1) bytes.push((value >>> (8 * at)) & 0xff);
    return Uint8Array.from(bytes);
  }

  function joined(pieces) {
    const whole = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
    let at = 0;
    for (const piece of pieces) {
      whole.set(piece, at);
      at += piece.length;
    }
    return whole;
  }

  /* files: {name: text}. Every entry says 1 January 1980, so that the same words give the same bytes. */
  function zip(files) {
    const encoder = new TextEncoder();
    const local = [];
    const central = [];
    let at = 0;
    for (const [name, text] of Object.entries(files)) {
      const label = encoder.encode(name);
      const body = encoder.encode(text);
      const facts = [[20, 2], [0x0800, 2], [0, 2], [0, 2], [0x21, 2], [crc32(body), 4], [body.length, 4], [body.length, 4], [label.length, 2], [0, 2]];
      const entry = [packed([[0x04034b50, 4], ...facts]), label, body];
      central.push(packed([[0x02014b50, 4], [20, 2], ...facts, [0, 2], [0, 2], [0, 2], [0, 4], [at, 4]]), label);
      local.push(...entry);
      at += joined(entry).length;
    }
    const count = Object.keys(files).length;
    const size = joined(central).length;
    return joined([...local, ...central, packed([[0x06054b50, 4], [0, 2], [0, 2], [count, 2], [count, 2], [size, 4], [at, 4], [0, 2]])]);
  }

  /* ---- Office Open XML ---- */

  const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

  /* Text for XML 1.0, which cannot hold control characters or half of a pair. */
  function escaped(text) {
    const whole = text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd");
    return whole.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "").replace(/[&<>"]/g, (sign) => ESCAPES[sign]);
  }

  function run(text) {
    const lines = text.split(/\r\n|\r|\n/).map((line) => '<w:t xml:space="preserve">' + escaped(line) + "</w:t>");
    return "<w:r>" + lines.join("<w:br/>") + "</w:r>";
  }

  function paragraph({ kind, text }) {
    const style = STYLES[kind] ? '<w:pPr><w:pStyle w:val="' + STYLES[kind] + '"/></w:pPr>' : "";
    return "<w:p>" + style + run(kind === "li" ? "• " + text : text) + "</w:p>";
  }

  function style(id, name, next, paragraphs, runs) {
    return '<w:style w:type="paragraph" w:styleId="' + id + '"><w:name w:val="' + name + '"/>' +
      (id === "Normal" ? "" : '<w:basedOn w:val="Normal"/>') + '<w:next w:val="' + next + '"/><w:qFormat/>' +
      "<w:pPr>" + paragraphs + "</w:pPr><w:rPr>" + runs + "</w:rPr></w:style>";
  }

  function heading(id, name, level, size) {
    return style(id, name, "Normal", '<w:keepNext/><w:spacing w:before="240" w:after="80"/><w:outlineLvl w:val="' + level + '"/>',
      '<w:b/><w:sz w:val="' + size + '"/>');
  }

  function styles(language) {
    return HEAD + '<w:styles xmlns:w="' + WORD + '"><w:docDefaults><w:rPrDefault><w:rPr>' +
      '<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:cs="Arial"/><w:sz w:val="24"/><w:lang w:val="' + language + '"/>' +
      '</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="160" w:line="276" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>' +
      '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>' +
      style("Title", "Title", "Normal", '<w:spacing w:after="240"/>', '<w:b/><w:sz w:val="40"/>') +
      heading("Heading1", "heading 1", 0, 32) + heading("Heading2", "heading 2", 1, 26) +
      style("ListParagraph", "List Paragraph", "ListParagraph", '<w:ind w:left="360" w:hanging="240"/>', "") + "</w:styles>";
  }

  function body(blocks) {
    return HEAD + '<w:document xmlns:w="' + WORD + '"><w:body>' + blocks.map(paragraph).join("") +
      '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="709" w:footer="709" w:gutter="0"/></w:sectPr>' +
      "</w:body></w:document>";
  }

  function core(title, language, day) {
    const stamp = '<dcterms:created xsi:type="dcterms:W3CDTF">' + day + "T00:00:00Z</dcterms:created>";
    return HEAD + '<cp:coreProperties xmlns:cp="' + PACKAGE + 'metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" ' +
      'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">' +
      "<dc:title>" + escaped(title) + "</dc:title><dc:language>" + language + "</dc:language>" + stamp + "</cp:coreProperties>";
  }

  function relations(list) {
    return HEAD + '<Relationships xmlns="' + PACKAGE + 'relationships">' + list.map(([type, target], place) =>
      '<Relationship Id="r' + place + '" Type="' + type + '" Target="' + target + '"/>').join("") + "</Relationships>";
  }

  function types() {
    const override = (part, type) => '<Override PartName="/' + part + '" ContentType="' + type + '"/>';
    return HEAD + '<Types xmlns="' + PACKAGE + 'content-types">' +
      '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
      '<Default Extension="xml" ContentType="application/xml"/>' +
      override("word/document.xml", MAIN + "document.main+xml") + override("word/styles.xml", MAIN + "styles+xml") +
      override("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml") + "</Types>";
  }

  course.docx = function (title, blocks, day) {
    const language = document.documentElement.lang || "en-GB";
    return zip({
      "[Content_Types].xml": types(),
      "_rels/.rels": relations([[OFFICE + "/officeDocument", "word/document.xml"],
        [PACKAGE + "relationships/metadata/core-properties", "docProps/core.xml"]]),
      "word/document.xml": body(blocks),
      "word/_rels/document.xml.rels": relations([[OFFICE + "/styles", "styles.xml"]]),
      "word/styles.xml": styles(language),
      "docProps/core.xml": core(title, language, day),
    });
  };
  course.docx.TYPE = MAIN + "document";
})();
