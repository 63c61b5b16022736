/* Comforts only: without them every page works as well. */
"use strict";

/* The current tab, or entry of the menu, is brought into sight where the row is wider than the screen. */
function bringIntoSight() {
  document.querySelectorAll(".onglets [aria-current], .menu [aria-current]").forEach((link) => {
    const row = link.closest("ul");
    const [seen, wanted] = [row.getBoundingClientRect(), link.getBoundingClientRect()];
    row.scrollLeft += wanted.left - seen.left - (seen.width - wanted.width) / 2;
  });
}

/* What htmx could not bring is said, in the words of the page. */
function tell(name) {
  document.querySelectorAll("[data-panne]").forEach((told) => {
    told.hidden = told.dataset.panne !== name;
  });
}

/* A field is marked as long as a message stands under it. */
function markFields() {
  document.querySelectorAll("[data-erreur-de]").forEach((told) => {
    const field = document.getElementById(told.dataset.erreurDe);
    const wrong = told.textContent.trim() !== "";
    field.classList.toggle("is-invalid", wrong);
    if (wrong) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  });
}

bringIntoSight();
document.addEventListener("htmx:beforeRequest", () => tell(""));
document.addEventListener("htmx:sendError", () => tell("reseau"));
document.addEventListener("htmx:timeout", () => tell("reseau"));
document.addEventListener("htmx:responseError", () => tell("defaut"));
document.addEventListener("htmx:afterSettle", markFields);
