using NodaTime.Text;

namespace Plum.Functions.Accounts;

/// <summary>What somebody is told whose login and PIN will not do: never which of the two.</summary>
internal static class LoginFaults
{
    public const string Suspended = "The account is suspended.";

    public static string Of(LoginAnswer answer) => answer switch
    {
        LoginAnswer.Locked locked =>
            $"Too many wrong PINs: this login is locked until {InstantPattern.General.Format(locked.Until)}.",
        LoginAnswer.Suspended => Suspended,
        LoginAnswer.Ended => "The session has ended; sign in again.",
        _ => "The login or PIN is wrong.",
    };
}
