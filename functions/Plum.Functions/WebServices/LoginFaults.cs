using NodaTime.Text;
using Plum.Functions.Accounts;

namespace Plum.Functions.WebServices;

/// <summary>What somebody is told whose login and PIN will not do: never which of the two.</summary>
internal static class LoginFaults
{
    public static string Of(LoginAnswer answer) => answer is LoginAnswer.Locked locked
        ? $"Too many wrong PINs: this login is locked until {InstantPattern.General.Format(locked.Until)}."
        : "The login or PIN is wrong.";
}
