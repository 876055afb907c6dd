using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.Configuration;
using OpenTelemetry;

namespace Plum.Functions.Shared.Telemetry;

/// <summary>
/// What telemetry is on Azure: Application Insights, and the Functions worker's own activities between the host's and the
/// app's.
/// </summary>
internal static partial class TelemetryServices
{
    static partial void AddAzure(IOpenTelemetryBuilder telemetry, IConfiguration configuration, ref bool isSent)
    {
        if (configuration[TelemetrySettings.Insights] is { Length: > 0 } connection)
        {
            telemetry.UseAzureMonitorExporter(options =>
            {
                options.ConnectionString = connection;
                options.Credential = CredentialOf(configuration[TelemetrySettings.InsightsIdentity]);
                // The exporter keeps few traces of many; what is logged within the others, errors too, would be dropped with them.
                options.EnableTraceBasedLogsSampler = false;
            });
            isSent = true;
        }

        if (isSent)
        {
            telemetry.UseFunctionsWorkerDefaults();
        }
    }

    /// <summary>
    /// Reads what the Functions host reads: <c>Authorization=AAD;ClientId=…</c>, or without a client id the app's own
    /// identity.
    /// </summary>
    private static ManagedIdentityCredential? CredentialOf(string? authentication)
    {
        var parts = (authentication ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(part => part.Split('=', 2, StringSplitOptions.TrimEntries))
            .Where(part => part.Length == 2)
            .ToDictionary(part => part[0], part => part[1], StringComparer.OrdinalIgnoreCase);
        if (!string.Equals(parts.GetValueOrDefault("Authorization"), "AAD", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        return new(parts.GetValueOrDefault("ClientId") is { Length: > 0 } client
            ? ManagedIdentityId.FromUserAssignedClientId(client)
            : ManagedIdentityId.SystemAssigned);
    }
}
