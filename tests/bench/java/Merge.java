import java.io.File;
import org.apache.pdfbox.io.IOUtils;
import org.apache.pdfbox.multipdf.PDFMergerUtility;

/** Files put after one another by Apache PDFBox: `java -cp JAR Merge.java TARGET FILE …`. Prints the seconds it took. */
class Merge {
    public static void main(String[] arguments) throws Exception {
        long began = System.nanoTime();
        PDFMergerUtility merger = new PDFMergerUtility();
        merger.setDestinationFileName(arguments[0]);
        for (int number = 1; number < arguments.length; number++) {
            merger.addSource(new File(arguments[number]));
        }
        merger.mergeDocuments(IOUtils.createMemoryOnlyStreamCache());
        System.out.println((System.nanoTime() - began) / 1e9);
    }
}
