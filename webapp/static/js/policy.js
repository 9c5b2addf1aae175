// The policy page: a slider says its value while it is moved, and a preset moves them all. Without it the page says what is saved.
const form = document.querySelector("[data-words]"), amounts = form.dataset.words.split("|");
const tell = slider => {
  const value = +slider.value, words = `${value.toLocaleString(document.documentElement.lang)}, ${amounts[Math.min(3, Math.ceil(value / 3))]}`;
  slider.parentElement.querySelector("output").textContent = words;
  slider.setAttribute("aria-valuetext", words);
};
const tellAll = () => form.querySelectorAll("[type=range]").forEach(tell);
form.addEventListener("input", ({ target }) => {
  if (target.type === "range") tell(target);
  if (!target.dataset.weights) return;
  for (const [part, value] of Object.entries(JSON.parse(target.dataset.weights))) form.elements[`weight_${part}`].value = value;
  tellAll();
});
addEventListener("pageshow", tellAll);
