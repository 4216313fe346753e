// Small comforts. Every page works without this file.

const menus = () => document.querySelectorAll("details.menu[open]");

// A menu closes when the next thing is clicked, or on Escape.
document.addEventListener("click", (event) => {
  for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// A table that fits needs no stop of its own for the Tab key.
const fit = () => {
  for (const region of document.querySelectorAll(".table-scroll")) {
    if (region.scrollWidth > region.clientWidth) region.setAttribute("tabindex", "0");
    else region.removeAttribute("tabindex");
  }
};
addEventListener("load", fit);
addEventListener("resize", fit);

// The section being read is marked in the table of contents.
const entries = new Map();
for (const link of document.querySelectorAll(".document-contents a[href^='#']")) {
  const section = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (section) entries.set(section, [...(entries.get(section) ?? []), link]);
}
if (entries.size) {
  const observer = new IntersectionObserver((changes) => {
    for (const change of changes) {
      if (!change.isIntersecting) continue;
      for (const links of entries.values()) for (const link of links) link.removeAttribute("aria-current");
      for (const link of entries.get(change.target)) link.setAttribute("aria-current", "location");
    }
  }, { rootMargin: "0px 0px -75% 0px" });
  for (const section of entries.keys()) observer.observe(section);
}
