namespace Plum.Core.Accounts;

/// <summary>What an account may do beside placing its own calls.</summary>
public enum AccountRole
{
    /// <summary>Nothing beside.</summary>
    Sender,

    /// <summary>Outbound administration: create senders, set their PINs, suspend and resume calls.</summary>
    Admin,
}
