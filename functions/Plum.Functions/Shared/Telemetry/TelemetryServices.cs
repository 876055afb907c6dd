using System.Reflection;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Plum.Functions.Shared.Settings;

namespace Plum.Functions.Shared.Telemetry;

/// <summary>
/// Sends traces, metrics and logs to where the settings say; without such a setting nothing listens and nothing is sent.
/// </summary>
internal static partial class TelemetryServices
{
    public static void AddTelemetry(this FunctionsApplicationBuilder builder)
    {
        var telemetry = new TelemetryBuilder(builder.Services);
        // The other OTEL_ settings are read by the SDK, from the app's configuration like this one.
        var isSent = builder.Configuration[TelemetrySettings.Endpoint] is { Length: > 0 };
        if (isSent)
        {
            telemetry.UseOtlpExporter();
        }

        AddAzure(telemetry, builder.Configuration, ref isSent);
        if (isSent)
        {
            telemetry.ConfigureResource(Describe)
                .WithTracing(Listen)
                .WithMetrics(Listen)
                .WithLogging(null, logs => logs.IncludeFormattedMessage = true);
            builder.Services.AddSingleton<IValidateOptions<SettingNames>, TelemetrySettingsCheck>();
            builder.Services.AddSingleton<TelemetryTrouble>();
            builder.Services.AddHostedService<TelemetryStart>();
        }
    }

    /// <summary>Application Insights; in the azure build alone.</summary>
    static partial void AddAzure(IOpenTelemetryBuilder telemetry, IConfiguration configuration, ref bool isSent);

    // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES have the last word.
    private static void Describe(ResourceBuilder resource)
    {
        var version = typeof(PlumApp).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>();
        resource.AddService("plum", serviceVersion: version?.InformationalVersion).AddEnvironmentVariableDetector();
    }

    private static void Listen(TracerProviderBuilder tracing) => tracing.AddSource(Spans.SourceName, RequestSpans.SourceName);

    private static void Listen(MeterProviderBuilder metrics) => metrics.AddMeter(
        PlumMeter.Name,
        PlumMeter.StorageName,
        "System.Runtime",
        "Microsoft.AspNetCore.Hosting",
        "Microsoft.AspNetCore.Server.Kestrel");

    private sealed class TelemetryBuilder(IServiceCollection services) : IOpenTelemetryBuilder
    {
        public IServiceCollection Services => services;
    }
}
