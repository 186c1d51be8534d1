export { demoFolder, demoSamples } from '../host/index.ts';
export { openBrowser } from './open-browser.ts';
export { type Studio, type StudioOptions, startStudio } from './start-studio.ts';
