namespace Plum.Core.Accounts;

/// <summary>Whether an account may be used.</summary>
public enum AccountState
{
    Active,

    /// <summary>Its requests are refused, and its calls wait.</summary>
    Suspended,
}
