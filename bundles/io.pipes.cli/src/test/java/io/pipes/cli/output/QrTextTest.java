// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QrTextTest {
    private static final String TICKET =
            "PIPES1H80NG81DB6EX1Q4SYK9BJCA3Z4WN6R45T920BVCQEWHPJVVB01QMH2SKA1J6G".repeat(5);
    private static final int SCALE = 4;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_drawn_code_reads_as_the_text_that_was_drawn(boolean colour) throws Exception {
        String drawing = QrText.draw(TICKET, colour);

        assertThat(read(drawing, colour)).isEqualTo(TICKET);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_ticket_fits_a_terminal_of_eighty_columns(boolean colour) {
        assertThat(QrText.width(QrText.draw(TICKET, colour))).isLessThanOrEqualTo(80);
    }

    /** Looks at the characters as a camera would: in colour the blocks are dark, without they are light. */
    private static String read(String drawing, boolean colour) throws Exception {
        List<String> lines = drawing.lines()
                .map(line -> line.replaceAll("\u001b\\[[0-9;]*m", ""))
                .toList();
        int width = lines.get(0).length();
        int[] pixels = new int[width * SCALE * lines.size() * 2 * SCALE];
        for (int y = 0; y < lines.size() * 2 * SCALE; y++) {
            for (int x = 0; x < width * SCALE; x++) {
                char block = lines.get(y / SCALE / 2).charAt(x / SCALE);
                boolean upper = y / SCALE % 2 == 0;
                boolean filled = block == '█' || block == (upper ? '▀' : '▄');
                pixels[y * width * SCALE + x] = filled == colour ? 0x000000 : 0xffffff;
            }
        }
        RGBLuminanceSource picture = new RGBLuminanceSource(width * SCALE, lines.size() * 2 * SCALE, pixels);
        return new QRCodeReader()
                .decode(new BinaryBitmap(new HybridBinarizer(picture)))
                .getText();
    }
}
