using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Plum.Functions.Accounts;
using Plum.Functions.Accounts.Sessions;
using Plum.Functions.Calls;
using Plum.Functions.Gateways;
using Plum.Functions.Health;
using Plum.Functions.Shared;
using Plum.Functions.Shared.Settings;
using Plum.Functions.Shared.Telemetry;
using Plum.Functions.VoiceTrends;
using Plum.Functions.Volume;

namespace Plum.Functions;

/// <summary>Everything the app's functions need, whoever runs them.</summary>
public static class PlumApp
{
    public static IHostApplicationBuilder AddPlum(this IHostApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddKeyedSingleton(SessionCookies.Clock, TimeProvider.System);
        builder.Services.AddSingleton(_ => StorageConnection.Of(builder.Configuration));
        builder.Services.AddSingleton<StorageLoad>();
        builder.Services.AddSingleton(services => StorageClients.Tables(
            services.GetRequiredService<StorageConnection>(), services.GetRequiredService<StorageLoad>()));
        builder.Services.AddSingleton(services => StorageClients.Queues(
            services.GetRequiredService<StorageConnection>(), services.GetRequiredService<StorageLoad>()));
        builder.Logging.HideAddresses();
        // Whom the service let administer it, and how gateways tell it of calls, is to be seen whatever else is logged.
        builder.Logging.AddFilter(typeof(FirstAdmin).FullName, LogLevel.Information);
        builder.Logging.AddFilter(typeof(GatewaysAtStart).FullName, LogLevel.Information);
        builder.Services.AddOptions<SettingNames>().ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<SettingNames>, SettingNamesCheck>();
        builder.AddTelemetry();
        builder.Services.AddRouting().AddSingleton<RouteTable>();
        builder.Services.AddAccounts();
        builder.Services.AddCalls();
        builder.Services.AddVolume();
        builder.Services.AddVoiceTrends();
        builder.Services.AddHealth();
        return builder;
    }
}
