// Sign-up: the browser's own time zone. Without it the member's is UTC until they choose one.
for (const field of document.querySelectorAll("input[name=time_zone]")) {
  field.value ||= Intl.DateTimeFormat().resolvedOptions().timeZone || "";
}
