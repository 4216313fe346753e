// Small comforts. Every page works without this file.

const menus = () => document.querySelectorAll("details.menu[open]");

// On a phone a filter is folded until it is wanted, unless it is in use.
const phone = matchMedia("(max-width: 47.99rem)");
const foldFilters = () => {
  for (const fold of document.querySelectorAll("details.filter-fold")) fold.open = !phone.matches || fold.hasAttribute("data-in-use");
};
phone.addEventListener("change", foldFilters);
foldFilters();

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

// A table that fits needs no stop of its own for the Tab key; one that does not, says that it goes on.
const fit = () => {
  for (const region of document.querySelectorAll(".table-scroll")) {
    const isWider = region.scrollWidth > region.clientWidth;
    region.classList.toggle("is-wider", isWider);
    if (isWider) region.setAttribute("tabindex", "0");
    else region.removeAttribute("tabindex");
  }
};
addEventListener("load", fit);
addEventListener("resize", fit);

// The section being read is marked in the table of contents, and named in a folded one, whose page finds it again on the
// next visit. Where one is in a paper is kept by reading.js.
const entries = new Map();
for (const link of document.querySelectorAll(".document-contents a[href^='#']")) {
  const section = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (section) entries.set(section, [...(entries.get(section) ?? []), link]);
}
const folded = document.querySelector(".document-contents-narrow");
const place = `rorikt-place:${location.pathname}`;
const textOf = (link) => [...link.children].map((part) => part.textContent).join(" ");

const markAsRead = (section) => {
  for (const links of entries.values()) for (const link of links) link.removeAttribute("aria-current");
  for (const link of entries.get(section)) link.setAttribute("aria-current", "location");
  if (!folded) return;
  folded.querySelector("summary").textContent = `Innhold: ${textOf(entries.get(section)[0])}`;
  localStorage.setItem(place, section.id);
};

// Where one left off is offered, not jumped to.
const offerToGoOn = () => {
  const section = document.getElementById(localStorage.getItem(place) ?? "");
  if (location.hash || !entries.has(section) || section === [...entries.keys()][0]) return;
  const offer = document.createElement("p");
  const link = Object.assign(document.createElement("a"), { href: `#${section.id}`, textContent: `Fortsett ved ${textOf(entries.get(section)[0])}` });
  offer.append(link);
  document.querySelector(".document-layout").before(offer);
};

if (entries.size) {
  if (folded) offerToGoOn();
  folded?.addEventListener("click", (event) => {
    if (event.target.closest("a")) folded.open = false;
  });
  const observer = new IntersectionObserver((changes) => {
    for (const change of changes) if (change.isIntersecting && scrollY > 0) markAsRead(change.target);
  }, { rootMargin: "0px 0px -75% 0px" });
  for (const section of entries.keys()) observer.observe(section);
}
