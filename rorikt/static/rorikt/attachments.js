// Files dropped anywhere on the page of a case are chosen in its form; a person still says how they are to be added.

const form = document.getElementById("last-opp");
const input = form.querySelector("input[type=file]");
const said = document.getElementById("job-said");
const holdsFiles = (event) => event.dataTransfer?.types.includes("Files");

document.addEventListener("dragover", (event) => {
  if (!holdsFiles(event)) return;
  event.preventDefault();
  form.classList.add("is-dropped-on");
});
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) form.classList.remove("is-dropped-on");
});
document.addEventListener("drop", (event) => {
  if (!holdsFiles(event)) return;
  event.preventDefault();
  form.classList.remove("is-dropped-on");
  input.files = event.dataTransfer.files;
  const count = input.files.length;
  said.textContent = `${count} ${count === 1 ? "fil" : "filer"} er valgt. Trykk «Last opp» for å legge dem til.`;
  form.scrollIntoView({ block: "center" });
  form.querySelector("button[type=submit]").focus();
});
