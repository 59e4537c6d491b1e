/** The script `papersworker.js`: the part of pdf.js that reads a file, in a worker of the frame. */
import "pdfjs-dist/build/pdf.worker.mjs";
