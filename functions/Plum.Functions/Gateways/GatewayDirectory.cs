using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Plum.Core.Accounts;
using Plum.Core.Campaigns;
using Plum.Core.Pacing;
using Plum.Core.Validation;
using Plum.Functions.Calls;
using Plum.Functions.Campaigns;
using Plum.Functions.Shared.Settings;

namespace Plum.Functions.Gateways;

/// <summary>The gateways that the settings name, and which of them places a campaign's calls.</summary>
public sealed partial class GatewayDirectory
{
    /// <summary>The one that is there without a setting.</summary>
    public const string Simulated = "simulated";

    private readonly Dictionary<string, LineLimit> _limits = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, IDialGateway> _gateways = new(StringComparer.OrdinalIgnoreCase);

    public GatewayDirectory(
        IConfiguration configuration,
        IDialGateway simulated,
        IOptions<SimulatedGatewayOptions> simulation,
        Callbacks callbacks,
        IOptions<DialingOptions> dialing, IServiceProvider services)
    {
        CallsBack = callbacks.Reachable;
        _gateways.Add(Simulated, simulated);
        _limits.Add(Simulated, LineLimit.Of(simulation.Value.CallsAtOnce, simulation.Value.CallsPerSecond));
        foreach (var section in configuration.GetSection(GatewaySettings.Section).GetChildren())
        {
            var settings = SettingsReader.Read<GatewaySettings>(configuration, SectionOf(section.Key));
            _gateways[section.Key] = Make(section.Key, settings, services);
            _limits[section.Key] = LineLimit.Of(settings.CallsAtOnce, settings.CallsPerSecond);
        }

        var name = dialing.Value.Gateway is { Length: > 0 } chosen
            ? chosen
            : _gateways.Count == 2 ? _gateways.Keys.Last() : Simulated;
        Default = _gateways.TryGetValue(name, out var gateway) ? (name, gateway) : throw Refused(
            $"{DialingOptions.Section}:Gateway is '{name}', but the settings name "
                + $"{string.Join(", ", _gateways.Keys)}.");
    }

    /// <summary>Whether gateways can reach us: otherwise they are asked.</summary>
    public bool CallsBack { get; }

    /// <summary>Who places a campaign's calls: its own choice, or its account's, or the service's.</summary>
    /// <returns>No gateway when the settings name it no longer.</returns>
    public (string Name, IDialGateway? Gateway) Of(CampaignSetup setup) => Of(setup.Campaign.Value, setup.Permit);

    /// <inheritdoc cref="Of(CampaignSetup)"/>
    public (string Name, IDialGateway? Gateway) Of(Campaign campaign, DialPermit permit) =>
        Of(campaign.Gateway ?? permit.Gateway);

    /// <summary>The gateway that a campaign or an account has chosen; null has chosen none.</summary>
    public (string Name, IDialGateway? Gateway) Of(string? chosen)
    {
        var name = chosen ?? Default.Name;
        return (name, Find(name));
    }

    /// <summary>Those that the settings name.</summary>
    public IEnumerable<string> Named => _gateways.Keys.Where(name => name != Simulated);

    /// <summary>Notes a gateway that the settings do not name; one that stands there already may stay.</summary>
    public void Check(FieldErrors errors, string field, Mention<string> sent, string? present)
    {
        if (sent.Value is { } name && name != present && !_gateways.ContainsKey(name))
        {
            errors.Add(field, $"There is no gateway '{name}'; the settings name {string.Join(", ", _gateways.Keys)}.");
        }
    }

    /// <summary>The service's own choice.</summary>
    public (string Name, IDialGateway Gateway) Default { get; }

    /// <summary>A gateway by its name in the settings, or null when there is none any more.</summary>
    public IDialGateway? Find(string name) => _gateways.GetValueOrDefault(name);

    /// <summary>How many calls a gateway takes.</summary>
    public LineLimit LimitOf(string name) => _limits.GetValueOrDefault(name, LineLimit.None);

    /// <summary>The settings of one gateway.</summary>
    internal static SettingsSection SectionOf(string name) =>
        new(
            $"{GatewaySettings.Section}:{name}",
            typeof(GatewaySettings),
            SettingUse.Optional,
            [nameof(GatewaySettings.Secret)]);

    private static IDialGateway Make(string name, GatewaySettings settings, IServiceProvider services)
    {
        if (!Name().IsMatch(name) || name.Equals(Simulated, StringComparison.OrdinalIgnoreCase))
        {
            throw Refused(
                $"{GatewaySettings.Section}:{name}: a gateway's name has 1 to 40 small letters, digits and hyphens, "
                    + $"and is not {Simulated}.");
        }

        var section = SectionOf(name).Name;
        var fault = settings.Kind switch
        {
            GatewayKind.QueueCall =>
                QueueCallGateway.FaultOf(section, settings, services.GetRequiredService<Callbacks>().Reachable),
            GatewayKind.Twilio => TwilioGateway.FaultOf(section, settings),
            _ => null,
        };
        if (fault is not null)
        {
            throw Refused(fault);
        }

        return settings.Kind switch
        {
            GatewayKind.QueueCall => ActivatorUtilities.CreateInstance<QueueCallGateway>(services, name, settings),
            GatewayKind.Twilio => ActivatorUtilities.CreateInstance<TwilioGateway>(services, name, settings),
            _ => ActivatorUtilities.CreateInstance<SimulatedGateway>(services),
        };
    }

    private static OptionsValidationException Refused(string sentence) =>
        new(GatewaySettings.Section, typeof(GatewaySettings), [sentence]);

    [GeneratedRegex("^[a-z0-9-]{1,40}$")]
    private static partial Regex Name();
}
