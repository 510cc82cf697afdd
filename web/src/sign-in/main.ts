document.getElementById("sign-in")!.textContent = "pith";
