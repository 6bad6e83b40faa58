// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway;

import io.pipes.api.Pipes;
import io.pipes.api.store.Backups;
import io.pipes.api.store.Stores;
import io.pipes.base.Clock;
import io.pipes.base.Randomness;
import io.pipes.gateway.http.Origins;
import io.pipes.gateway.http.Places;
import io.pipes.gateway.http.Servlets;
import io.pipes.gateway.method.ProcessMethods;
import io.pipes.spi.crypto.Keystore;
import io.pipes.spi.home.Home;
import io.pipes.spi.local.LocalNetworks;
import io.pipes.spi.local.OwnIdentities;
import io.pipes.spi.loop.Loops;
import io.pipes.spi.metrics.Metrics;
import jakarta.servlet.Servlet;
import java.io.IOException;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.servlet.runtime.HttpServiceRuntime;
import org.osgi.service.servlet.whiteboard.HttpWhiteboardConstants;

/** Registers the gateway's servlets, and the service {@link Pipes} for bundles of this container. Networks and identities may be away: the API then says so. */
@Component(
        immediate = true,
        configurationPid = "io.pipes.gateway",
        service = {})
@Designate(ocd = GatewayConfig.class)
@Capability(
        namespace = "osgi.service",
        attribute = "objectClass:List<String>=\"io.pipes.api.Pipes\"",
        uses = Pipes.class)
public final class GatewayComponent {
    private final ApiAddress address;
    private final Gateway gateway;
    private final Servlets servlets;
    private final ContainerPipes pipes;
    private final List<ServiceRegistration<?>> registrations;
    private final AtomicReference<@Nullable LocalNetworks> networks = new AtomicReference<>();
    private final AtomicReference<@Nullable OwnIdentities> identities = new AtomicReference<>();
    private final AtomicReference<@Nullable Keystore> keystore = new AtomicReference<>();
    private final AtomicReference<@Nullable Stores> stores = new AtomicReference<>();
    private final AtomicReference<@Nullable Backups> backups = new AtomicReference<>();
    private final AtomicReference<@Nullable Metrics> metrics = new AtomicReference<>();

    @Activate
    public GatewayComponent(
            GatewayConfig config,
            BundleContext context,
            @Reference Home home,
            @Reference Loops loops,
            @Reference Clock clock,
            @Reference Randomness randomness)
            throws IOException {
        address = ApiAddress.of(context.getProperty(ApiAddress.SAID_BY_LAUNCHER), home.directory());
        gateway = new Gateway(new Gateway.Surroundings(
                home,
                loops.next(),
                clock,
                randomness,
                () -> Optional.ofNullable(networks.get()),
                () -> Optional.ofNullable(identities.get()),
                new ProcessMethods.Facts(
                        version(context),
                        context.getProperty(Constants.FRAMEWORK_UUID),
                        address,
                        () -> Optional.ofNullable(keystore.get()),
                        () -> Optional.ofNullable(stores.get()),
                        () -> Optional.ofNullable(backups.get()),
                        () -> Bundles.stopped(context)),
                () -> Optional.ofNullable(metrics.get()),
                () -> {
                    address.checkThatTheProcessIsOurs();
                    loops.blocking().execute(() -> stopFramework(context));
                }));
        servlets = gateway.servlets(Origins.of(config.origins()), Places.of(config.clients()));
        pipes = new ContainerPipes(gateway.local(), loops.next(), randomness);
        registrations = List.of(
                context.registerService(Pipes.class, pipes, new Hashtable<>()),
                register(context, servlets.api(), "/api/v1"),
                register(context, servlets.description(), "/api/v1/asyncapi.json"),
                register(context, servlets.health(), "/health"),
                register(context, servlets.metrics(), "/metrics"));
    }

    /** As Maven writes it: OSGi puts a dot where Maven has a dash. */
    private static String version(BundleContext context) {
        return context.getBundle().getVersion().toString().replace(".SNAPSHOT", "-SNAPSHOT");
    }

    private static ServiceRegistration<Servlet> register(BundleContext context, Servlet servlet, String path) {
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put(HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_PATTERN, path);
        properties.put(HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_ASYNC_SUPPORTED, true);
        return context.registerService(Servlet.class, servlet, properties);
    }

    private static void stopFramework(BundleContext context) {
        try {
            context.getBundle(Constants.SYSTEM_BUNDLE_ID).stop();
        } catch (BundleException failure) {
            throw new IllegalStateException("The framework does not stop", failure);
        }
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void setNetworks(LocalNetworks service) {
        networks.set(service);
    }

    void unsetNetworks(LocalNetworks service) {
        networks.compareAndSet(service, null);
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void setIdentities(OwnIdentities service) {
        identities.set(service);
    }

    void unsetIdentities(OwnIdentities service) {
        identities.compareAndSet(service, null);
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void setHttp(HttpServiceRuntime service, Map<String, Object> properties) {
        address.served(properties);
    }

    void updatedHttp(HttpServiceRuntime service, Map<String, Object> properties) {
        address.served(properties);
    }

    void unsetHttp(HttpServiceRuntime service) {
        address.forget();
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void setKeystore(Keystore service) {
        keystore.set(service);
    }

    void unsetKeystore(Keystore service) {
        keystore.compareAndSet(service, null);
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void setStores(Stores service) {
        stores.set(service);
    }

    void unsetStores(Stores service) {
        stores.compareAndSet(service, null);
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void setBackups(Backups service) {
        backups.set(service);
    }

    void unsetBackups(Backups service) {
        backups.compareAndSet(service, null);
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void setMetrics(Metrics service) {
        metrics.set(service);
    }

    void unsetMetrics(Metrics service) {
        metrics.compareAndSet(service, null);
    }

    /** Leaves nothing behind, so that a newer version of this bundle can take over. */
    @Deactivate
    void stop() {
        registrations.forEach(ServiceRegistration::unregister);
        pipes.end();
        servlets.stop();
        gateway.stop();
        address.forget();
    }
}
