using System.Reflection;
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
using Plum.Standalone.Durable;

namespace Plum.Standalone.Host;

/// <summary>Puts together the web application that stands in for the Functions host.</summary>
internal sealed class StandaloneSetup
{
    public const string StorageSetting = "AzureWebJobsStorage";

    private readonly Assembly _app;
    private readonly HostSettings _settings;
    private readonly FunctionCatalog _catalog;
    private readonly Arguments _arguments;
    private readonly DataFolder? _data;
    private readonly TimeProvider _time;

    // Held until the app has started, so that no virtual time passes before everybody is there.
    private readonly IDisposable? _starting;

    private StandaloneSetup(WebApplicationBuilder web, string[] args, Assembly app, FunctionCatalog catalog)
    {
        Web = web;
        _app = app;
        _catalog = catalog;
        _settings = HostSettings.Of(web.Configuration);
        _arguments = Arguments.Of(args, web.Configuration, Startup.IsMain(app));
        _time = _arguments.VirtualStart is { } start ? new VirtualClock(start) : TimeProvider.System;
        _starting = (_time as VirtualClock)?.Busy();
        _data = OpenStorage(web.Configuration, _arguments, _time);
    }

    public WebApplicationBuilder Web { get; }

    /// <param name="app">The assembly that holds the functions.</param>
    public static StandaloneSetup Create(string[] args, Assembly app) => Startup.Explained(app, () => Create(args, app, FunctionCatalog.Of(app)));

    internal static StandaloneSetup Create(string[] args, Assembly app, FunctionCatalog catalog)
    {
        var web = WebApplication.CreateEmptyBuilder(
            new() { ApplicationName = app.GetName().Name, EnvironmentName = SettingsSources.EnvironmentOf(args) });
        SettingsSources.Add(web.Configuration, args, app);
        var setup = new StandaloneSetup(web, args, app, catalog);
        setup.ConfigureLogging();
        setup.ConfigureServer();
        setup.AddServices();
        return setup;
    }

    public IHost Build() => Startup.Explained(_app, BuildHost);

    private StandaloneHost BuildHost()
    {
        // Last, so that what the app starts (queues it creates) is there before a trigger looks.
        Web.Services.AddStandaloneDurable();
        Web.Services.AddHostedService<TimerTriggers>();
        Web.Services.AddHostedService<QueueTriggers>();
        WebApplication? app = null;
        try
        {
            app = Web.Build();
            app.Services.GetRequiredService<HttpFunctions>().Map(app, _catalog.Of(FunctionKind.Http), _settings.RoutePrefix);
            return new StandaloneHost(app, _app, new Banner(app, _arguments, _time), _data, _starting);
        }
        catch
        {
            ((IDisposable?)app)?.Dispose();
            _data?.Dispose();
            throw;
        }
    }

    /// <summary>Whether a connection is set up in parts, and no text: an account that whoever the app runs as has a role on.</summary>
    public static bool IsIdentityBased(IConfiguration configuration, string connection) =>
        configuration.GetSection(connection).GetChildren().Any(setting => !string.IsNullOrEmpty(setting.Value));

    private static DataFolder? OpenStorage(ConfigurationManager configuration, Arguments arguments, TimeProvider time)
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
            : null;
    }

    private void ConfigureLogging()
    {
        Web.Logging.SetMinimumLevel(LogLevel.Warning);
        // Its error says again, at length, what the failed start says in one line.
        Web.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        Web.Logging.AddConfiguration(Web.Configuration.GetSection("Logging"));
        // Before the console's own, so that settings win: Logging:Console:FormatterName=json writes lines for machines. Without a
        // name it would not look at the options of the formatter.
        Web.Services.Configure<ConsoleLoggerOptions>(console => console.FormatterName = ConsoleFormatterNames.Simple);
        Web.Services.Configure<SimpleConsoleFormatterOptions>(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss ";
        });
        Web.Logging.AddConsole();
    }

    private void ConfigureServer()
    {
        Web.WebHost.UseKestrelCore().UseUrls(_arguments.Urls).ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null; // the app bounds its bodies, each its own way
            kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(30));
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(30);
        });
    }

    private void AddServices()
    {
        var services = Web.Services;
        services.AddRouting();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<MatcherPolicy, FunctionMethodPolicy>());
        services.AddSingleton(_time);
        services.AddSingleton(_catalog);
        services.AddSingleton(_settings);
        services.AddSingleton<FunctionRunner>();
        services.AddSingleton<HttpFunctions>();
        services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(30));
        if (_time is VirtualClock clock)
        {
            services.ConfigureHttpClientDefaults(client =>
                client.ConfigureAdditionalHttpMessageHandlers((handlers, _) => handlers.Insert(0, new ClockHttpHandler(clock))));
        }
    }
}
