using Netes.Client;

namespace Netes.Controllers.ServiceAccounts;

internal static class Creation
{
    /// <summary>Creates something that may have been made by somebody else meanwhile, in a namespace that may be going away.</summary>
    public static async Task IfAbsentAsync(Func<Task> create)
    {
        try
        {
            await create();
        }
        catch (KubeApiException e) when (e.IsAlreadyExists || e.IsNamespaceTerminating || e.IsNotFound)
        {
            // There already, or no place for it any more.
        }
    }
}
