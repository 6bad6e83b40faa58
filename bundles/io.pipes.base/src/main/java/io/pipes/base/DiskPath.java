// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.base;

import java.util.regex.Pattern;

/**
 * The rules for paths on a {@link Disk}: at most 200 characters and eight names joined by {@code /}; each name begins with a lower-case
 * letter or digit and goes on with those, {@code .}, {@code -} and {@code _}, without two dots in a row or one at the end. So no path
 * leads out of the area, and each one means the same on every file system.
 */
public final class DiskPath {
    public static final int MAX_LENGTH = 200;
    public static final int MAX_NAMES = 8;

    private static final String NAME = "[a-z0-9](?:[a-z0-9_-]|\\.(?=[a-z0-9_-]))*+";
    private static final Pattern PATH = Pattern.compile(NAME + "(?:/" + NAME + "){0," + (MAX_NAMES - 1) + "}+");

    private DiskPath() {}

    /**
     * Returns the path if it keeps the rules.
     *
     * @throws IllegalArgumentException otherwise
     */
    public static String check(String path) {
        if (!isValid(path)) {
            throw new IllegalArgumentException(
                    "Not a path on a disk: only lower-case letters, digits, '.', '-', '_' and '/' are allowed");
        }
        return path;
    }

    public static boolean isValid(String path) {
        return path.length() <= MAX_LENGTH && PATH.matcher(path).matches();
    }
}
