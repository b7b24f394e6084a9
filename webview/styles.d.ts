/** Style sheets that a page imports; esbuild puts them into the page's `.css`. */
declare module '*.css';
