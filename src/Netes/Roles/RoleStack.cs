namespace Netes.Roles;

/// <summary>What runs, in the order of its start. Disposing stops it in the opposite order.</summary>
internal sealed class RoleStack : IAsyncDisposable
{
    private readonly Stack<IAsyncDisposable> _started = new();

    public T Push<T>(T role) where T : IAsyncDisposable
    {
        _started.Push(role);
        return role;
    }

    public async ValueTask DisposeAsync()
    {
        while (_started.TryPop(out var role)) await role.DisposeAsync();
    }
}
