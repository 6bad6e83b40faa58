// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.catalogue;

import io.pipes.api.PipesException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The catalogue as a page for people, behind a head that somebody wrote. */
final class MethodsPage {
    private static final String HEAD = "methods-head.md";
    private static final String RULE = "|---|---|---|";
    private static final String OBJECT = "object";
    private static final String NOTIFICATION = "notification";

    private final StringBuilder page = new StringBuilder();

    private MethodsPage() {}

    /** @param head what stands before the methods */
    static String of(Catalogue catalogue, String head) {
        MethodsPage page = new MethodsPage();
        page.line(head.stripTrailing()).line("");
        page.errors();
        page.line("## Methods");
        page.line(catalogue.nouns().stream()
                        .map(noun -> "[" + noun.name() + "](#" + noun.name() + ")")
                        .collect(Collectors.joining(" · ")))
                .line("");
        catalogue.nouns().forEach(page::noun);
        page.line("## Notifications");
        page.line("What the node tells without an `id`, as long as a subscription goes on.")
                .line("");
        catalogue.notices().forEach(page::notice);
        page.line("## Objects")
                .line("What answers and notifications are made of.")
                .line("");
        catalogue.shapes().stream().filter(shape -> isShared(catalogue, shape)).forEach(page::shape);
        return page.page.toString().stripTrailing() + "\n";
    }

    private MethodsPage line(String text) {
        page.append(text).append('\n');
        return this;
    }

    /** What the page begins with. */
    static String head() throws IOException {
        try (InputStream file = MethodsPage.class.getResourceAsStream(HEAD)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void errors() {
        line("## Errors");
        line(
                "Programs look at `data.code`. `retry` says whether the same call may succeed later. The number is -32602 for"
                        + " `invalid_argument`, -32601 for `unknown_method`, -32700 and -32600 for what is no request, else"
                        + " -32000.");
        line("").line("| code | retry | when |").line(RULE);
        for (PipesException.Code code : PipesException.Code.values()) {
            line("| `" + code.text() + "` | " + (code.retry() ? "yes" : "") + " | " + Errors.meaning(code) + " |");
        }
        line("");
    }

    private void noun(Noun noun) {
        line("### " + noun.name()).line(noun.about()).line("");
        noun.methods().forEach(this::method);
    }

    private void method(Entry entry) {
        line("#### `" + entry.name() + "`");
        line(said(
                entry.summary(),
                entry.more(),
                entry.ownerOnly() ? "For the owner only." : "",
                told(entry.notices()),
                failing(entry.failures())));
        line("");
        List<Field> takes = entry.params().fields();
        String result = entry.ownResult().isPresent() ? "" : type(entry.result());
        if (takes.isEmpty()) {
            line("| answers | " + result + " | |").line(RULE);
        } else {
            line("| takes | | |").line(RULE);
            takes.forEach(this::field);
            line("| **answers** | " + result + " | |");
        }
        entry.ownResult().ifPresent(shape -> shape.fields().forEach(this::field));
        line("");
    }

    private static String told(List<Notice> notices) {
        String names = notices.stream()
                .map(notice -> link(notice.name(), NOTIFICATION))
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "" : "Then comes " + names + ".";
    }

    private static String failing(List<Failure> failures) {
        String ways = failures.stream()
                .map(failure -> "`" + failure.code().text() + "` " + failure.when())
                .collect(Collectors.joining("; "));
        return ways.isEmpty() ? "" : "Fails with " + ways + ".";
    }

    private static String said(String... sentences) {
        return Stream.of(sentences).filter(sentence -> !sentence.isEmpty()).collect(Collectors.joining(" "));
    }

    private void field(Field field) {
        line("| `" + field.name() + (field.needed() ? "" : "?") + "` | " + type(field.type()) + " | "
                + said(field.meaning(), field.usual().map(MethodsPage::usual).orElse("")) + " |");
    }

    private static String usual(Object value) {
        return "(" + (value instanceof Number number ? String.format(Locale.ROOT, "%,d", number) : "`" + value + "`")
                + ")";
    }

    private static String type(Type type) {
        return type.shape().filter(Entry.NOTHING::equals).isPresent()
                ? "`{}`"
                : type.shape()
                        .map(shape -> type.words().replace(shape.name(), link(shape.name(), OBJECT)))
                        .orElse(type.words());
    }

    /** To a heading of this page, as forges make them. */
    private static String link(String name, String kind) {
        return "[" + name + "](#" + name.toLowerCase(Locale.ROOT).replace(".", "") + "-" + kind + ")";
    }

    private void notice(Notice notice) {
        described(notice.name(), NOTIFICATION, notice.summary(), notice.params().fields());
    }

    private void shape(Shape shape) {
        described(shape.name(), OBJECT, shape.summary(), shape.fields());
    }

    private void described(String name, String kind, String summary, List<Field> fields) {
        line("### " + name + " " + kind).line(summary).line("");
        line("| has | | |").line(RULE);
        fields.forEach(this::field);
        line("");
    }

    /** What has a place of its own: not what stands with its method or notification. */
    private static boolean isShared(Catalogue catalogue, Shape shape) {
        return !shape.equals(Entry.NOTHING)
                && catalogue.notices().stream()
                        .noneMatch(notice -> notice.params().equals(shape))
                && catalogue
                        .methods()
                        .noneMatch(entry -> entry.params().equals(shape)
                                || entry.ownResult().filter(shape::equals).isPresent());
    }
}
