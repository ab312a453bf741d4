package harbour.ferries;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** A file that lies beside the classes: in the jar, or in the folder of classes. */
final class Resource {
    private Resource() {}

    static String text(String path) throws IOException {
        try (InputStream stream = Resource.class.getResourceAsStream(path)) {
            if (stream == null) {
                throw new FileNotFoundException("resource " + path + " is not on the class path");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
