using Azure.Data.Tables;
using Azure.Storage.Queues;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Plum.Functions;
using Plum.Standalone.Clock;
using Plum.Standalone.Durable;
using Plum.Standalone.Queues;
using Plum.Standalone.Sqlite;
using Plum.Standalone.Tables;
using Plum.Standalone.Triggers;

namespace Plum.Standalone.Host;

/// <summary>Puts together the web application that runs an app's functions in this process.</summary>
public sealed class StandaloneBuilder
{
    internal const string StorageSetting = "AzureWebJobsStorage";

    // Read once, for tests start many hosts in one process.
    private static readonly Lazy<FunctionCatalog> App = new(() => FunctionCatalog.Of(typeof(PlumApp).Assembly));

    private readonly WebApplicationBuilder _web;
    private readonly HostSettings _settings;
    private readonly FunctionCatalog _catalog;
    private readonly Arguments _arguments;
    private readonly TimeProvider _time;
    private readonly EmbeddedStore? _store;
    private readonly bool _welcome;

    // Held until the app has started, so that no virtual time passes before everybody is there.
    private readonly IDisposable? _starting;

    private StandaloneBuilder(WebApplicationBuilder web, string[] args, FunctionCatalog catalog, bool welcome, TimeProvider? time)
    {
        _web = web;
        _catalog = catalog;
        _welcome = welcome;
        _settings = HostSettings.Of(web.Configuration);
        _arguments = Arguments.Of(args, web.Configuration);
        _time = _arguments.VirtualStart is { } start ? new VirtualClock(start) : time ?? TimeProvider.System;
        _starting = (_time as VirtualClock)?.Busy();
        _store = OpenStore(web.Configuration, _arguments, _time);
    }

    public ConfigurationManager Configuration => _web.Configuration;

    public ILoggingBuilder Logging => _web.Logging;

    public IServiceCollection Services => _web.Services;

    /// <param name="welcome">Whether to print where the app is once it listens.</param>
    /// <param name="time">The clock, unless the arguments ask for a virtual one; null is the machine's.</param>
    /// <exception cref="StandaloneStartupException">An argument, a setting or the data folder will not do.</exception>
    public static StandaloneBuilder Create(string[] args, bool welcome = false, TimeProvider? time = null) =>
        Create(args, App.Value, app => app.AddPlum(), welcome, time);

    /// <summary>Some functions, so that tests can start a few of theirs.</summary>
    internal static StandaloneBuilder Create(
        string[] args, FunctionCatalog catalog, Action<IHostApplicationBuilder> addApp, bool welcome = false, TimeProvider? time = null)
    {
        var web = WebApplication.CreateEmptyBuilder(
            new() { ApplicationName = typeof(PlumApp).Assembly.GetName().Name, EnvironmentName = SettingsSources.EnvironmentOf(args) });
        SettingsSources.Add(web.Configuration, args);
        var builder = new StandaloneBuilder(web, args, catalog, welcome, time);
        builder.ConfigureLogging();
        builder.ConfigureServer();
        builder.AddHost();
        addApp(web);
        builder.AddStorage();
        return builder;
    }

    public StandaloneHost Build()
    {
        // Last, so that what the app starts (queues it creates) is there before a trigger looks.
        Services.AddStandaloneDurable();
        Services.AddHostedService<TimerTriggers>();
        Services.AddHostedService<QueueTriggers>();
        WebApplication? app = null;
        try
        {
            app = _web.Build();
            app.Services.GetRequiredService<HttpFunctions>().Map(app, _catalog.Of(FunctionKind.Http), _settings.RoutePrefix);
            return new StandaloneHost(app, new Banner(app, _arguments, _time, _store?.Path, _welcome), _store, _starting);
        }
        catch
        {
            ((IDisposable?)app)?.Dispose();
            _store?.Dispose();
            throw;
        }
    }

    /// <summary>Whether a connection is set up in parts, and no text: an account that whoever the app runs as has a role on.</summary>
    internal static bool IsIdentityBased(IConfiguration configuration, string connection) =>
        configuration.GetSection(connection).GetChildren().Any(setting => !string.IsNullOrEmpty(setting.Value));

    private static EmbeddedStore? OpenStore(ConfigurationManager configuration, Arguments arguments, TimeProvider time)
    {
        if (string.IsNullOrEmpty(configuration[StorageSetting]) && !IsIdentityBased(configuration, StorageSetting))
        {
            configuration[StorageSetting] = DataFolder.ConnectionOf(arguments.Data);
        }

        if (DataFolder.DatabaseOf(configuration[StorageSetting]) is { } database)
        {
            return DataFolder.Open(database, arguments.Fresh, time);
        }

        return arguments.Fresh
            ? throw new StandaloneStartupException(
                $"--fresh empties a data folder, but {StorageSetting} names a storage account: clear that yourself.")
            : arguments.VirtualStart is not null
            ? throw new StandaloneStartupException(
                $"--virtual-clock works on a data folder alone, but {StorageSetting} names a storage account, whose time is real.")
            : null;
    }

    private void ConfigureLogging()
    {
        Logging.SetMinimumLevel(LogLevel.Warning);
        // Its error says again, at length, what the failed start says in one line.
        Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        Logging.AddConfiguration(Configuration.GetSection("Logging"));
        // Before the console's own, so that settings win: Logging:Console:FormatterName=json writes lines for machines. Without a
        // name it would not look at the options of the formatter.
        Services.Configure<ConsoleLoggerOptions>(console => console.FormatterName = ConsoleFormatterNames.Simple);
        Services.Configure<SimpleConsoleFormatterOptions>(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss ";
        });
        Logging.AddConsole();
    }

    private void ConfigureServer()
    {
        _web.WebHost.UseKestrelCore().UseUrls(_arguments.Urls).ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null; // the app bounds its bodies, each its own way
            kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(30));
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(30);
        });
    }

    private void AddHost()
    {
        Services.AddRouting();
        Services.TryAddEnumerable(ServiceDescriptor.Singleton<MatcherPolicy, FunctionMethodPolicy>());
        Services.AddSingleton(_time);
        Services.AddSingleton(_catalog);
        Services.AddSingleton(_settings);
        Services.AddSingleton<FunctionRunner>();
        Services.AddSingleton<HttpFunctions>();
        Services.AddSingleton(provider => ActivatorUtilities.CreateInstance<Leadership>(provider, _store is not null));
        Services.AddHostedService(provider => provider.GetRequiredService<Leadership>());
        Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(30));
        if (_time is VirtualClock clock)
        {
            Services.ConfigureHttpClientDefaults(client =>
                client.ConfigureAdditionalHttpMessageHandlers((handlers, _) => handlers.Insert(0, new ClockHttpHandler(clock))));
        }
    }

    // In place of the clients that the app makes for an account.
    private void AddStorage()
    {
        if (_store is { } store)
        {
            Services.AddSingleton<TableServiceClient>(new EmbeddedTableServiceClient(store));
            Services.AddSingleton<QueueServiceClient>(new EmbeddedQueueServiceClient(store));
        }
    }
}
