export const themeStorageKey = 'theme'

/** Runs in <head> before anything is drawn, so that a chosen theme never flashes the other one. */
export const themeScript = `try{var t=localStorage.getItem('${themeStorageKey}');if(t==='dark'||t==='light')document.documentElement.dataset.theme=t}catch{}`
