using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Plum.Functions.Calls.Canceling;
using Plum.Functions.Calls.Outcomes;
using Plum.Functions.Calls.Results;
using Plum.Functions.Gateways;
using Plum.Functions.Shared.Outbound;
using Plum.Functions.Shared.Settings;

namespace Plum.Functions.Calls;

/// <summary>Registers what places calls.</summary>
public static class CallServices
{
    public static IServiceCollection AddCalls(this IServiceCollection services)
    {
        services.AddSettings<DialingOptions>();
        services.AddSettings<SimulatedGatewayOptions>();
        services.AddSettings<CallbackOptions>();
        services.AddSingleton<IValidateOptions<CallbackOptions>, CallbackOptionsCheck>();
        services.AddSingleton<Callbacks>();
        services.AddOutboundHttp();
        services.AddSingleton<IDialGateway, SimulatedGateway>();
        services.AddSingleton<GatewayDirectory>();
        services.AddSingleton<GatewayBreakers>();
        services.AddHostedService<GatewaysAtStart>();
        services.AddSingleton<OutcomeBook>();
        services.AddSingleton<OutcomeQueue>();
        services.AddSingleton<OpenCalls>();
        services.AddSingleton<CallTable>();
        services.AddSingleton<CallRecords>();
        services.AddSingleton<ListTable>();
        services.AddSingleton<CallLists>();
        services.AddSingleton<CallIds>();
        services.AddSingleton<IntakeTable>();
        services.AddSingleton<CallIntake>();
        services.AddSingleton<PageCache>();
        services.AddSingleton<Fence>();
        services.AddSingleton<Suspensions>();
        services.AddSingleton<RunFolding>();
        services.AddSingleton<SetupCache>();
        services.AddSingleton<StartLines>();
        services.AddSingleton<LineTable>();
        services.AddSingleton<CampaignLines>();
        services.AddSingleton<Dialer>();
        services.AddSingleton<Standstill>();
        services.AddSingleton<Unheard>();
        services.AddSingleton<AbandonedRuns>();
        services.AddSingleton<LookAfterStart>();
        services.AddHostedService(provider => provider.GetRequiredService<LookAfterStart>());
        services.AddSingleton<PoisonedMessages>();
        services.AddSingleton<ResultQueue>();
        services.AddSingleton<ResultTable>();
        services.AddSingleton<ResultSequence>();
        services.AddSingleton<ResultPoster>();
        services.AddSingleton<FinalCalls>();
        services.AddSingleton<CampaignControl>();
        services.AddSingleton<CampaignEnd>();
        services.AddSingleton<WaitingCalls>();
        services.AddSingleton<CampaignRemoval>();
        services.AddSingleton<CampaignProgress>();
        services.AddSingleton<CampaignOutlook>();
        services.AddSingleton<FoundCalls>();
        services.AddSingleton<CallSearches>();
        services.AddSingleton<CanceledCalls>();
        services.AddSingleton<CancelSteps>();
        services.AddSingleton<CancelOrders>();
        return services;
    }
}
