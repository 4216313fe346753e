// Blocks of cells as spreadsheets and web tables give and take them: rows of texts. Used by sheet.js.

const cellBlocks = (() => {
  // Tabs between cells and lines between rows; a cell with either, or with a quote, stands in quotes, which are doubled in it.
  function fromTabs(text) {
    const rows = [[]];
    let place = 0;
    const told = text.replaceAll("\r\n", "\n").replaceAll("\r", "\n");
    for (;;) {
      const quoted = /"((?:[^"]|"")*)"(?=[\t\n]|$)/y;
      quoted.lastIndex = place;
      const found = told[place] === '"' ? quoted.exec(told) : null;
      const plain = /[^\t\n]*/y;
      plain.lastIndex = place;
      // A quote that is never closed, or goes on after it, is a quote that somebody wrote.
      const isQuoted = found && (/[\t\n]/.test(found[1]) || found[1].includes('""') || told.includes("\t") || told.trimEnd().includes("\n"));
      const cell = isQuoted ? found[1].replaceAll('""', '"') : plain.exec(told)[0];
      rows.at(-1).push(cell);
      place += isQuoted ? found[0].length : cell.length;
      if (place >= told.length) break;
      if (told[place] === "\n") {
        if (place === told.length - 1) break; // the line that ends the last row
        rows.push([]);
      }
      place += 1;
    }
    return rows;
  }

  const toTabs = (rows) => rows.map((row) => row.map((text) => (/["\t\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)).join("\t")).join("\r\n");

  // The first table in it; nothing where there is none. A cell over several columns is followed by empty ones.
  function fromHtml(html) {
    const table = new DOMParser().parseFromString(html, "text/html").querySelector("table");
    if (!table) return null;
    const texts = (cell) => {
      for (const end of cell.querySelectorAll("br")) end.replaceWith("\n");
      for (const block of cell.querySelectorAll("p, div, li")) if (block.nextElementSibling) block.append("\n");
      return cell.textContent.split("\n").map((line) => line.replace(/[ \t\r]+/g, " ").trim()).join("\n").trim();
    };
    return [...table.rows].map((row) => [...row.cells].flatMap((cell) => [texts(cell), ...Array(Math.max(0, cell.colSpan - 1)).fill("")]));
  }

  const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll("\n", "<br>");
  const toHtml = (rows) => `<table>${rows.map((row) => `<tr>${row.map((text) => `<td>${escaped(text)}</td>`).join("")}</tr>`).join("")}</table>`;

  // Plain text is what every spreadsheet gives. A table of a page may come as HTML alone.
  function read(data) {
    const plain = data.getData("text/plain");
    if (plain.trim()) return fromTabs(plain);
    const html = data.getData("text/html");
    return html ? fromHtml(html) : null;
  }

  return { read, fromTabs, toTabs, fromHtml, toHtml };
})();
