namespace Plum.Core.Queueing;

/// <summary>Who says to be asking: the first two variables of both services.</summary>
public sealed record Credentials(string Login, string Pin)
{
    public const int MaxLoginLength = 128;
    public const int MaxPinLength = 16;

    /// <summary>Reads them, or notes what is wrong with them. Whether they belong together is not asked here.</summary>
    public static Credentials? Read(PostVariables sent)
    {
        var login = sent.Require("login").Text("login", MaxLoginLength);
        var pin = sent.Require("pin").Text("pin", MaxPinLength);
        return login is null || pin is null ? null : new(login, pin);
    }

    /// <summary>Without the PIN, which must not reach a log by way of a message.</summary>
    public override string ToString() => $"login {Login}";
}
