// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf.inside;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Collectors;
import org.apache.karaf.features.FeaturesService;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleException;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * Does what a person types at Karaf's console as {@code feature:repo-add}, {@code bundle:install} and so on, for lines such as
 * {@code install pipes} at the {@link Hatch} of {@code installer.port} in Karaf's data. Also tells which bundles there are and which of them
 * were stopped meanwhile.
 */
public final class Installer implements BundleActivator, SynchronousBundleListener {
    private final Set<String> stopped = new ConcurrentSkipListSet<>();
    private Hatch hatch;
    private BundleContext context;

    @Override
    public void start(BundleContext started) throws IOException {
        context = started;
        context.addBundleListener(this);
        hatch = new Hatch(Path.of(context.getProperty("karaf.data"), "installer.port"), this::answer);
    }

    @Override
    public void stop(BundleContext over) throws IOException {
        hatch.close();
        context.removeBundleListener(this);
    }

    @Override
    public void bundleChanged(BundleEvent event) {
        if (event.getType() == BundleEvent.STOPPED || event.getType() == BundleEvent.UNRESOLVED) {
            stopped.add(event.getBundle().getSymbolicName());
        }
    }

    private String answer(String line) throws Exception {
        String[] words = line.split(" ");
        return switch (words[0]) {
            case "repo-add" -> change(service -> service.addRepository(URI.create(words[1])));
            case "install" ->
                change(service -> service.installFeature(words[1], EnumSet.noneOf(FeaturesService.Option.class)));
            case "uninstall" -> change(service -> service.uninstallFeature(words[1]));
            case "bundle-install" -> started(context.installBundle(words[1]));
            case "bundle-restart" -> restarted(bundle(words[1]));
            case "bundle-uninstall" -> uninstalled(bundle(words[1]));
            case "bundles" -> bundles();
            case "stopped" -> String.join("\n", stopped);
            case "services" -> services(words[1]);
            case "configured" -> configured(words[1]);
            case "shell" -> shell(line.substring("shell ".length()));
            case "halt" -> halt();
            default -> throw new IllegalArgumentException(line);
        };
    }

    private interface Change {
        void make(FeaturesService service) throws Exception;
    }

    private String change(Change change) throws Exception {
        stopped.clear();
        change.make(context.getService(context.getServiceReference(FeaturesService.class)));
        return "done";
    }

    private Bundle bundle(String name) {
        return Arrays.stream(context.getBundles())
                .filter(one -> name.equals(one.getSymbolicName()))
                .findFirst()
                .orElseThrow();
    }

    private static String started(Bundle bundle) throws BundleException {
        bundle.start();
        return "done";
    }

    private static String restarted(Bundle bundle) throws BundleException {
        bundle.stop();
        return started(bundle);
    }

    private static String uninstalled(Bundle bundle) throws BundleException {
        bundle.uninstall();
        return "done";
    }

    private String bundles() {
        return Arrays.stream(context.getBundles())
                .map(bundle -> bundle.getBundleId() + " " + bundle.getSymbolicName() + " " + bundle.getVersion() + " "
                        + (bundle.getState() == Bundle.ACTIVE || isFragment(bundle) ? "up" : "down") + " "
                        + bundle.getLocation())
                .collect(Collectors.joining("\n"));
    }

    private static boolean isFragment(Bundle bundle) {
        return bundle.getHeaders().get("Fragment-Host") != null && bundle.getState() == Bundle.RESOLVED;
    }

    /** The bundles that offer this service. */
    private String services(String type) throws Exception {
        var references = context.getAllServiceReferences(type, null);
        return references == null
                ? ""
                : Arrays.stream(references)
                        .map(one -> one.getBundle().getSymbolicName())
                        .sorted()
                        .collect(Collectors.joining("\n"));
    }

    /** Where a configuration comes from, if Karaf knows it. */
    private String configured(String pid) throws Exception {
        ConfigurationAdmin admin = context.getService(context.getServiceReference(ConfigurationAdmin.class));
        Configuration[] known = admin.listConfigurations("(service.pid=" + pid + ")");
        return known == null ? "" : String.valueOf(known[0].getProperties().get("felix.fileinstall.filename"));
    }

    /** What a person would see who types that. */
    private String shell(String line) throws Exception {
        SessionFactory shell = context.getService(context.getServiceReference(SessionFactory.class));
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        PrintStream console = new PrintStream(shown, true, StandardCharsets.UTF_8);
        Session session = shell.create(InputStream.nullInputStream(), console, console);
        try {
            session.execute(line);
        } finally {
            session.close();
        }
        return shown.toString(StandardCharsets.UTF_8);
    }

    private String halt() throws Exception {
        context.getBundle(0).stop();
        return "done";
    }
}
