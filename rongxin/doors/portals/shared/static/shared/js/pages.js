// What pages do a little better with a script. Every page works without it.
(function () {
  "use strict";

  // A consent request counts what is ticked and says so on its button.
  function countChoices(form) {
    var button = form.querySelector("[data-count]");
    var boxes = form.querySelectorAll(".rx-choice input[type=checkbox]");
    if (!button || !boxes.length) return;
    function tell() {
      var ticked = Array.prototype.filter.call(boxes, function (box) { return box.checked; }).length;
      button.textContent = button.getAttribute("data-count").replace("#", ticked);
    }
    form.addEventListener("change", tell);
    tell();
  }

  // In a work list the arrow keys move from line to line; Enter opens, as on any link.
  function walkLines(table) {
    table.addEventListener("keydown", function (event) {
      if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
      var lines = Array.prototype.slice.call(table.querySelectorAll("a.rx-line"));
      var next = lines[lines.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1)];
      if (next) { next.focus(); event.preventDefault(); }
    });
  }

  // A form goes out once.
  function sendOnce(form) {
    form.addEventListener("submit", function (event) {
      if (form.dataset.sent) { event.preventDefault(); return; }
      form.dataset.sent = "yes";
      window.setTimeout(function () { delete form.dataset.sent; }, 8000);
    });
  }

  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("form").forEach(countChoices);
    document.querySelectorAll("form[method=post]").forEach(sendOnce);
    document.querySelectorAll("table[data-lines]").forEach(walkLines);
  });
})();
