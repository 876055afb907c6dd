namespace Plum.Functions.Gateways;

/// <summary>The gateways that the settings name, and which of them places a campaign's calls.</summary>
public sealed class GatewayDirectory(IDialGateway simulated)
{
    /// <summary>The one that is there without a setting.</summary>
    public const string Simulated = "simulated";

    /// <summary>Whether gateways can reach us: otherwise they are asked.</summary>
    public bool CallsBack => true;

    public (string Name, IDialGateway Gateway) Default => (Simulated, simulated);

    /// <summary>A gateway by its name in the settings, or null when there is none any more.</summary>
    public IDialGateway? Find(string name) => name == Simulated ? simulated : null;
}
