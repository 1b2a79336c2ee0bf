import "../style/base.css";
document.getElementById("app")!.textContent = "report";
