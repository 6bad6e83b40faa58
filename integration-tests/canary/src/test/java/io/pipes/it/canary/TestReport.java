// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.canary;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/**
 * What Surefire or Failsafe wrote about one test class.
 *
 * @param run how many tests ran, without the skipped ones
 * @param seconds how long they took
 */
record TestReport(String testClass, int run, int skipped, double seconds, Instant written) {
    static TestReport read(Path file) {
        try {
            Element suite = DocumentBuilderFactory.newDefaultInstance()
                    .newDocumentBuilder()
                    .parse(file.toFile())
                    .getDocumentElement();
            int skipped = Integer.parseInt(suite.getAttribute("skipped"));
            return new TestReport(
                    suite.getAttribute("name"),
                    Integer.parseInt(suite.getAttribute("tests")) - skipped,
                    skipped,
                    Double.parseDouble(suite.getAttribute("time").replace(",", "")),
                    Files.getLastModifiedTime(file).toInstant());
        } catch (IOException | SAXException | ParserConfigurationException e) {
            throw new IllegalStateException("unreadable report " + file, e);
        }
    }

    /** Whether it is about this class or a class nested in it. */
    boolean isAbout(String type) {
        return testClass.equals(type) || testClass.startsWith(type + "$");
    }
}
