// A browser without modules runs this and nothing else.
document.getElementById("loading").hidden = true;
document.getElementById("outdated").hidden = false;
