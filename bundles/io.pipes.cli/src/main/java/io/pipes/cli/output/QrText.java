// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.output;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import java.util.Map;

/** A QR code out of half-block characters: two modules above each other in one character. */
public final class QrText {
    private static final int QUIET_ZONE = 2;
    private static final String BLACK_ON_WHITE = "\u001b[30;47m";
    private static final String PLAIN = "\u001b[0m";

    private QrText() {}

    /**
     * Draws a text. Letters in upper case and digits make a code a third smaller, so give those if case does not matter.
     *
     * @param colour whether to set black on white; without, light modules are drawn as blocks, which is right on a dark screen
     */
    public static String draw(String text, boolean colour) {
        BitMatrix modules = encode(text);
        StringBuilder drawing = new StringBuilder();
        for (int y = 0; y < modules.getHeight(); y += 2) {
            drawing.append(colour ? BLACK_ON_WHITE : "");
            for (int x = 0; x < modules.getWidth(); x++) {
                boolean upper = modules.get(x, y) == colour;
                boolean lower = (y + 1 < modules.getHeight() && modules.get(x, y + 1)) == colour;
                drawing.append(upper ? lower ? '█' : '▀' : lower ? '▄' : ' ');
            }
            drawing.append(colour ? PLAIN : "").append('\n');
        }
        return drawing.toString();
    }

    /** How many characters wide the drawing is. */
    public static int width(String drawing) {
        String first = drawing.lines().findFirst().orElse("");
        return first.replace(BLACK_ON_WHITE, "").replace(PLAIN, "").length();
    }

    private static BitMatrix encode(String text) {
        try {
            return new QRCodeWriter()
                    .encode(
                            text,
                            BarcodeFormat.QR_CODE,
                            0,
                            0,
                            Map.of(
                                    EncodeHintType.MARGIN,
                                    QUIET_ZONE,
                                    EncodeHintType.ERROR_CORRECTION,
                                    ErrorCorrectionLevel.L));
        } catch (WriterException tooLong) {
            throw new IllegalArgumentException("The text is too long for a QR code.", tooLong);
        }
    }
}
